// The version of all programs, which CMakeLists.txt states.
#pragma once

#include <string_view>

namespace ledger {

/// "1.2.3", after Semantic Versioning 2.0.
std::string_view version();

}  // namespace ledger
