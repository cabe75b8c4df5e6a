#include "ledger/ctl/checks/erasure_check.hpp"

namespace ledger {
namespace {

constexpr std::int64_t erasure_page_events = 10'000;

/// Parameters: account, version behind which the page begins, version of the erasure, events on a page. Selects the
/// end of the page, whether a comment of it is left that no pending erasure will take, and whether the identity is
/// there.
constexpr const char* left_sql =
    "with page as materialized (select version, transaction_uid, text_hash from event"
    "   where account_id = $1::bigint and version > $2::bigint and version <= $3::bigint"
    "   order by version limit $4::bigint)"
    " select coalesce((select max(version) from page), $3::bigint),"
    " exists (select from page join transaction_comment using (transaction_uid) where page.text_hash <> ''"
    "   and not exists (select from pending_erasure where account_id = $1::bigint"
    "     and up_to_version >= page.version and done_version < page.version))::int::smallint,"
    " exists (select from identity where account_id = $1::bigint)::int::smallint";
constexpr const char* stray_sql =
    "select account_id, up_to_version from pending_erasure where not exists (select from event"
    " where event.account_id = pending_erasure.account_id and event.version = up_to_version and event.type = 16)"
    " limit 1";

}  // namespace

ErasureCheck::ErasureCheck(PostgresConnection& connection) : connection_(connection) {
  connection_.prepare("left", left_sql);
}

void ErasureCheck::note(const std::vector<Event>& events) {
  for (const auto& event : events) {
    if (event.type != EventType::identity_erased) continue;
    erased_.insert_or_assign(event.account,
                             Erased{.journal = event.journal, .position = event.position, .version = event.version});
  }
}

std::optional<UnfinishedErasure> ErasureCheck::find_unfinished() {
  for (const auto& [account, erased] : erased_) {
    if (auto what = left_of(account, erased.version)) {
      return UnfinishedErasure{.journal = erased.journal, .position = erased.position, .what = std::move(*what)};
    }
  }
  return find_stray_row();
}

std::optional<std::string> ErasureCheck::left_of(AccountId account, Version erased) {
  for (std::int64_t reached = 0; reached < erased.value;) {
    PostgresParameters parameters;
    parameters.add_int64(account.value);
    parameters.add_int64(reached);
    parameters.add_int64(erased.value);
    parameters.add_int64(erasure_page_events);
    const auto row = connection_.execute_prepared("left", parameters);
    if (row.int16(0, 1) != 0)
      return "a comment from before it is there, and no row of pending_erasure will take it away";
    if (row.int16(0, 2) != 0) return "the row of table identity that it erased is there";
    reached = row.int64(0, 0);
  }
  return std::nullopt;
}

std::optional<UnfinishedErasure> ErasureCheck::find_stray_row() {
  const auto row = connection_.execute(stray_sql);
  if (row.rows() == 0) return std::nullopt;
  return UnfinishedErasure{.journal = JournalId(0),
                           .position = Position(0),
                           .what = "pending_erasure has an erasure that no event asked for: account " +
                                   std::to_string(row.int64(0, 0)) + ", version " + std::to_string(row.int64(0, 1))};
}

}  // namespace ledger
