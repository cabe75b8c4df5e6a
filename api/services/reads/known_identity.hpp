// Looking somebody up by an outside id or a login while identities are missing after a restore.
#pragma once

#include <pqxx/pqxx>

#include "api/coroutines/read_refusals.hpp"
#include "ledger/directory/lost_identities.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api {

inline ReadsUnavailable identities_lost() {
  return {name_of(Unavailable::Reason::identities_lost),
          "identities were lost in a restore, so it cannot be told whose this id or login is"};
}

/// Returns what `find(transaction)` finds, an optional. If it finds nobody, but identities are missing, this one may be
/// among them: throws ReadsUnavailable `identities_lost` then, so that no customer silently becomes two.
template <class Find>
auto find_known(pqxx::transaction_base& transaction, const Find& find) {
  auto found = find(transaction);
  if (found) return found;
  if (identities_are_missing(transaction)) throw identities_lost();
  // The last one may have been imported just now.
  return find(transaction);
}

}  // namespace ledger::api
