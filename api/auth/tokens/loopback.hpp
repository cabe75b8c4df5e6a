// Tells if an address can be reached from this machine only.
#pragma once

#include <string>

namespace ledger::api {

/// True for "localhost" and the addresses 127.0.0.0/8 and ::1; false for every other name, whatever it stands for, and
/// for the empty one, which is all addresses.
bool is_loopback(const std::string& host);

}  // namespace ledger::api
