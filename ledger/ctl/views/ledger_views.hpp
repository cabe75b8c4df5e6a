// What ledgerctl shows of accounts, transactions and holds. Personal data (names, outside ids, comments) is left out
// unless it is asked for.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <string>

#include "ledger/ctl/views/answer.hpp"
#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/uid.hpp"

namespace ledger {

/// Says whether an answer has personal data.
enum class Identities { hidden, shown };

/// A page of accounts behind `after`, with fact `next`: the place to go on behind.
Answer accounts_view(pqxx::transaction_base& transaction, AccountId after, int limit, Identities identities);
/// The account with this outside id, if there is one.
Answer account_by_external_id(pqxx::transaction_base& transaction, const std::string& external_id,
                              Identities identities);
/// Up to `limit` accounts whose holder's name begins so, in any case of letters, by name.
Answer accounts_by_name(pqxx::transaction_base& transaction, const std::string& name_start, int limit,
                        Identities identities);
/// An account's state, runs, open holds and last events, up to `limit` of each; nothing if there is no such account.
std::optional<Answer> account_view(pqxx::transaction_base& transaction, AccountId account, int limit,
                                   Identities identities);
/// The transaction under a uid with its legs and what reversed it; nothing if there is none.
std::optional<Answer> transaction_view(pqxx::transaction_base& transaction, const Uid& uid, Identities identities);
/// Up to `limit` open holds of all accounts, those that are due first.
Answer holds_view(pqxx::transaction_base& transaction, int limit);

}  // namespace ledger
