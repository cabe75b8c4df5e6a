// Draws call stacks as a flame graph (Brendan Gregg, "The Flame Graph", CACM 59(6), 2016), as SVG in plain text.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/profile/call_stacks.hpp"

namespace ledger::bench {

/// Returns a drawing in which a function's width is its share of the processor time, what it called included. A box
/// stands on the one that called it. Each tells its share and its microseconds where the pointer rests on it; the whole
/// width is `whole_us`. Functions with less than half a percent are left out.
std::string flame_graph(const std::string& title, const std::vector<CallStack>& stacks, double whole_us);

}  // namespace ledger::bench
