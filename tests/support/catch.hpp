// Catch2, whichever version there is: what differs between 2 (Debian 12) and 3 (Debian 13) stands here.
#pragma once

#include <string>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>

namespace ledger {

using Catch::Approx;
using Catch::Matchers::EndsWith;
using Catch::Matchers::Matches;
using Catch::Matchers::StartsWith;

/// Matches texts that have `part` in them.
inline auto Contains(const std::string& part) { return Catch::Matchers::ContainsSubstring(part); }

}  // namespace ledger
#else
#include <catch2/catch.hpp>

namespace ledger {

using Catch::Contains;
using Catch::EndsWith;
using Catch::Matches;
using Catch::StartsWith;

}  // namespace ledger
#endif
