#include "ledger/process/version.hpp"

namespace ledger {

std::string_view version() { return LEDGER_VERSION; }

}  // namespace ledger
