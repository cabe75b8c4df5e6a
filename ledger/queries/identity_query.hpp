// Queries for an account's holder, as long as the identity has not been erased.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <string>

#include "ledger/domain/values/ids.hpp"

namespace ledger {

/// The part of a holder's identity that may be shown.
struct Holder {
  std::string name;
  std::optional<std::string> external_id;

  bool operator==(const Holder&) const = default;
};

/// The holder that a row of a left join with identity names. Nothing if it joined none.
std::optional<Holder> holder_in(const pqxx::field& name, const pqxx::field& external_id);

/// Nothing if there is no such account, or its identity was erased.
std::optional<Holder> find_holder(pqxx::transaction_base& transaction, AccountId account);

}  // namespace ledger
