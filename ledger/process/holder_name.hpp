// Telling this process from all others, as the holder of a lease must be told.
#pragma once

#include <string>

namespace ledger {

/// Makes a name that no other process has and no other call returns: "host:pid:random". The random part tells apart
/// containers in which every process is number 1.
std::string make_holder_name();

}  // namespace ledger
