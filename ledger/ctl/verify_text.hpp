// A report of verify for people.
#pragma once

#include <chrono>
#include <string>

#include "ledger/ctl/verify.hpp"

namespace ledger {

/// Lines: what was read; then what is wrong, or the sums and what exactly was checked, sampled and left out.
std::string verify_text(const VerifyReport& report, std::chrono::duration<double> seconds);

}  // namespace ledger
