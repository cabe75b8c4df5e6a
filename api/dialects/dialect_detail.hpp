// The texts of refusals, as the older services' clients have always read them.
#pragma once

#include <string>

#include "ledger/domain/rejection.hpp"

namespace ledger::api {

/// Returns what the dialects say of a refusal. Some clients compare these texts, so they stay as they are while the
/// ledger's own wording improves.
std::string dialect_detail(const Rejection& rejection);

}  // namespace ledger::api
