// Pages of accounts with their state now. SQL through libpqxx.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "ledger/domain/event.hpp"
#include "ledger/queries/identity_query.hpp"

namespace ledger {

struct ListedAccount {
  /// Its last event, that is its state.
  Event last;
  /// The account's holder, unless the identity has been erased.
  std::optional<Holder> holder;
  /// The time at which it was opened.
  Moment created{};
};

struct AccountPage {
  /// By id, ascending.
  std::vector<ListedAccount> accounts;
  /// The place behind which the next page begins; nothing at the end.
  std::optional<AccountId> next;
};

/// Up to `limit` (1 to 1000) accounts behind `after`, or the first ones, as of one moment, whatever the projector has
/// reached.
AccountPage list_accounts(pqxx::transaction_base& transaction, std::optional<AccountId> after, int limit);

/// The account with this outside id; nothing if there is none, or it was erased.
std::optional<ListedAccount> find_account(pqxx::transaction_base& transaction, const std::string& external_id);

/// The first `limit` (1 to 1000) accounts whose holder's name begins with that text, in any case of letters; by name,
/// then by id.
std::vector<ListedAccount> search_accounts(pqxx::transaction_base& transaction, const std::string& name_start,
                                           int limit);

}  // namespace ledger
