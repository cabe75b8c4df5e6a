// google.protobuf.Timestamp counts seconds and nanoseconds, the ledger microseconds.
#pragma once

#include <cstdint>

namespace ledger::api {

constexpr std::int64_t microseconds_in_second = 1'000'000;
constexpr std::int32_t nanoseconds_in_microsecond = 1'000;

}  // namespace ledger::api
