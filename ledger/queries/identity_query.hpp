// Who an account's holder is, as long as it has not been erased.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <string>

#include "ledger/domain/values/ids.hpp"

namespace ledger {

/// What may be shown of a holder.
struct Holder {
  std::string name;
  std::optional<std::string> external_id;
};

/// Nothing if there is no such account, or its identity was erased.
std::optional<Holder> find_holder(pqxx::transaction_base& transaction, AccountId account);

}  // namespace ledger
