// Bounds of bulk requests, whatever the protocol.
#pragma once

#include <cstddef>

namespace ledger::api {

constexpr std::size_t bulk_commands_max = 10'000;
/// Commands that are handed to the writer together where each stands for itself: others' are decided in between.
constexpr std::size_t bulk_unit_commands = 500;
/// Units of one request that the writer may have at a time: while one is recorded, the results of the one before it are
/// written.
constexpr std::size_t bulk_units_under_way_max = 2;

}  // namespace ledger::api
