#include "ledger/restore/journal_recovery.hpp"

#include <algorithm>
#include <string>

#include "ledger/directory/texts_sql.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/event_row.hpp"
#include "ledger/journal/journal_lock.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/journal/recorded_rows.hpp"
#include "ledger/journal/side_rows.hpp"

namespace ledger {
namespace {

constexpr SessionLimits recovery_limits =
    holding_journal_lock({.statement = std::chrono::seconds(60), .lock = std::chrono::seconds(10)});
constexpr std::chrono::seconds recovery_answer_deadline{70};

constexpr const char* recovery_head_sql =
    "select position, hash from event where journal = $1::smallint order by position desc limit 1";
constexpr const char* note_recovery_sql =
    "insert into journal_recovery (journal, first_position, last_position)"
    " values ($1::smallint, $2::bigint, $3::bigint)";
constexpr const char* note_lost_identities_sql =
    "insert into lost_identity (account_id) select unnest($1::bigint[]) on conflict do nothing";
constexpr const char* forget_lost_identities_sql = "delete from lost_identity where account_id = any($1::bigint[])";
// A range is a page of what was taken back.
constexpr const char* recovered_ranges_sql =
    "select first_position, last_position from journal_recovery where journal = $1::smallint order by first_position";
constexpr const char* lost_texts_sql =
    "select event.transaction_uid, event.account_id, (event.type = 1)::int::smallint from event"
    " left join lost_identity on event.type = 1 and lost_identity.account_id = event.account_id"
    " left join transaction_comment on event.type <> 1 and transaction_comment.transaction_uid = event.transaction_uid"
    " where event.journal = $1::smallint and event.position between $2::bigint and $3::bigint and event.text_hash <> ''"
    " and (event.type = 1) = (lost_identity.account_id is not null) and transaction_comment.transaction_uid is null"
    " order by event.position";
constexpr const char* journal_count_at_recovery_sql = "select count(*) from journal";
constexpr const char* account_numbers_sql =
    "select coalesce(pg_sequence_last_value('account_id_sequence'::regclass), 0)";
constexpr const char* draw_numbers_sql =
    "select max(nextval('account_id_sequence')) from generate_series(1, $1::bigint)";
/// Numbers drawn at a time.
constexpr std::int64_t numbers_at_once = 100'000;

}  // namespace

JournalRecovery::JournalRecovery(const DatabaseSettings& database, JournalId journal)
    : connection_(database, {.application = "ledger-outbox recover", .limits = recovery_limits},
                  {.deadline = recovery_answer_deadline, .stop = {}}),
      journal_(journal) {}

void JournalRecovery::append(const ChainPoint& before, std::span<const Event> events) {
  connection_.execute(journal_sql::begin);
  PostgresParameters parameters;
  parameters.add_int16(journal_.value);
  ensure(connection_.execute(journal_sql::lock, parameters).rows() == 1, "there is no such journal");
  const auto head = connection_.execute(recovery_head_sql, parameters);
  const bool follows = head.rows() == 0
                           ? before.position == Position(0)
                           : Position(head.int64(0, 0)) == before.position && hash_in(head.bytes(0, 1)) == before.hash;
  ensure(follows, "the journal was written to while events were taken back");
  append_events(events);
  SideRows side_rows;
  for (const auto& event : events) side_rows.add(event);
  side_rows.execute(connection_);
  note_lost(events);
  parameters.add_int64(events.front().position.value);
  parameters.add_int64(events.back().position.value);
  connection_.execute(note_recovery_sql, parameters);
  connection_.execute(journal_sql::commit);
}

void JournalRecovery::append_events(std::span<const Event> events) {
  std::vector<const Event*> rows;
  rows.reserve(events.size());
  for (const auto& event : events) rows.push_back(&event);
  const auto row_type = static_cast<std::uint32_t>(connection_.execute(event_row_type_sql).int64(0, 0));
  PostgresParameters parameters;
  add_event_rows(parameters, row_type, rows);
  connection_.execute(insert_events_sql().c_str(), parameters);
}

void JournalRecovery::note_lost(std::span<const Event> events) {
  std::vector<std::int64_t> opened;
  std::vector<std::int64_t> erased;
  for (const auto& event : events) {
    if (event.type == EventType::account_opened && event.text_hash) opened.push_back(event.account.value);
    if (event.type == EventType::identity_erased) erased.push_back(event.account.value);
  }
  if (!opened.empty()) {
    PostgresParameters parameters;
    parameters.add_int64_array(opened);
    connection_.execute(note_lost_identities_sql, parameters);
  }
  if (!erased.empty()) {
    PostgresParameters parameters;
    parameters.add_int64_array(erased);
    connection_.execute(delete_identities_sql, parameters);
    connection_.execute(forget_lost_identities_sql, parameters);
  }
}

void JournalRecovery::for_each_lost(const std::function<void(const LostText&)>& visit) {
  PostgresParameters parameters;
  parameters.add_int16(journal_.value);
  const auto ranges = connection_.execute(recovered_ranges_sql, parameters);
  for (int range = 0; range < ranges.rows(); ++range) {
    PostgresParameters bounds;
    bounds.add_int16(journal_.value);
    bounds.add_int64(ranges.int64(range, 0));
    bounds.add_int64(ranges.int64(range, 1));
    const auto lost = connection_.execute(lost_texts_sql, bounds);
    for (int row = 0; row < lost.rows(); ++row) {
      visit({.uid = uid_in(lost.bytes(row, 0)),
             .account = AccountId(lost.int64(row, 1)),
             .is_identity = lost.int16(row, 2) != 0});
    }
  }
}

void JournalRecovery::pass_accounts(AccountId last) {
  const auto journals = connection_.execute(journal_count_at_recovery_sql).int64(0, 0);
  // An account's id is its number times the journals, and its journal.
  const auto wanted = last.value / journals;
  auto drawn = connection_.execute(account_numbers_sql).int64(0, 0);
  while (drawn < wanted) {
    PostgresParameters parameters;
    parameters.add_int64(std::min(wanted - drawn, numbers_at_once));
    drawn = connection_.execute(draw_numbers_sql, parameters).int64(0, 0);
  }
}

}  // namespace ledger
