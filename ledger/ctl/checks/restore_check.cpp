#include "ledger/ctl/checks/restore_check.hpp"

#include <algorithm>

#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

/// As table lost_identity numbers it: entered again by hand.
constexpr std::int16_t state_unproven = 3;

constexpr const char* recovered_sql =
    "select journal, first_position, last_position from journal_recovery order by journal, first_position";
constexpr const char* lost_sql = "select account_id, state from lost_identity";
constexpr const char* guard_epoch_sql = "select epoch::bigint from journal_guard where journal = $1::smallint";
/// A lost identity belongs to an account that was opened in what was taken back, and is there only if it was entered
/// again. Not EXISTS for the latter, which the planner may answer from a hash of all identities.
constexpr const char* wrong_lost_sql =
    "select lost.account_id from lost_identity as lost"
    " left join event as opened on opened.account_id = lost.account_id and opened.version = 1"
    " where opened.position is null or opened.text_hash = ''"
    " or not exists (select from journal_recovery as range where range.journal = opened.journal"
    "   and opened.position between range.first_position and range.last_position)"
    " or (lost.state = 3)"
    "   <> ((select 1 from identity where identity.account_id = lost.account_id limit 1) is not null)"
    " order by lost.account_id limit 1";
constexpr const char* erasure_left_sql = "select account_id from repeated_erasure order by account_id limit 1";

bool ends_before(const RecoveredRange& range, const std::pair<JournalId, Position>& place) {
  return std::pair(range.journal, range.last) < place;
}

}  // namespace

RestoreCheck::RestoreCheck(PostgresConnection& connection) : connection_(connection) {
  const auto ranges = connection_.execute(recovered_sql);
  for (int row = 0; row < ranges.rows(); ++row) {
    const RecoveredRange range{.journal = JournalId(ranges.int16(row, 0)),
                               .first = Position(ranges.int64(row, 1)),
                               .last = Position(ranges.int64(row, 2))};
    const bool follows = !recovered_.empty() && recovered_.back().journal == range.journal;
    if (follows && range.first <= recovered_.back().last) ranges_overlap_ = true;
    if (follows && range.first == recovered_.back().last.next()) {
      recovered_.back().last = range.last;
    } else {
      recovered_.push_back(range);
    }
  }
  const auto lost = connection_.execute(lost_sql);
  for (int row = 0; row < lost.rows(); ++row) lost_.emplace(AccountId(lost.int64(row, 0)), lost.int16(row, 1));
}

bool RestoreCheck::was_recovered(JournalId journal, Position position) const {
  const auto found = std::lower_bound(recovered_.begin(), recovered_.end(), std::pair(journal, position), ends_before);
  return found != recovered_.end() && found->journal == journal && found->first <= position;
}

bool RestoreCheck::is_unproven(AccountId account) const {
  const auto found = lost_.find(account);
  return found != lost_.end() && found->second == state_unproven;
}

std::optional<std::string> RestoreCheck::find_fault(EventReader& reader) {
  for (const auto journal : reader.journals()) {
    if (auto what = wrong_epoch(reader, journal)) return what;
  }
  if (auto what = wrong_range(reader)) return what;
  if (auto what = wrong_lost_identity()) return what;
  return erasure_left();
}

std::optional<std::string> RestoreCheck::wrong_epoch(EventReader& reader, JournalId journal) {
  const auto name = std::to_string(journal.value);
  Epochs epochs;
  try {
    epochs = reader.epochs(journal);
  } catch (const InvariantViolation& violation) {
    return "table journal_epoch, journal " + name + ": " + violation.what();
  }
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  const auto guard = connection_.execute(guard_epoch_sql, parameters);
  if (guard.rows() == 0) return "table journal_guard has no row of journal " + name;
  if (guard.int64(0, 0) != epochs.current().value) {
    return "table journal_guard has epoch " + std::to_string(guard.int64(0, 0)) + " of journal " + name +
           ", and table journal_epoch ends with " + std::to_string(epochs.current().value);
  }
  for (const auto& rewind : epochs.rewinds()) {
    // An earlier rewind may have gone back to what a later one made void.
    if (epochs.is_void(Epoch(rewind.epoch.value - 1), rewind.last_valid)) continue;
    if (reader.hash_at(journal, rewind.last_valid) == rewind.hash) continue;
    return "table journal_epoch, journal " + name + ", epoch " + std::to_string(rewind.epoch.value) +
           ": it has not the hash of the event at position " + std::to_string(rewind.last_valid.value);
  }
  return std::nullopt;
}

std::optional<std::string> RestoreCheck::wrong_range(EventReader& reader) const {
  if (ranges_overlap_) return "table journal_recovery has the same positions twice";
  for (const auto& range : recovered_) {
    if (range.last <= reader.head(range.journal).position) continue;
    return "table journal_recovery has position " + std::to_string(range.last.value) + " of journal " +
           std::to_string(range.journal.value) + ", which the journal does not reach";
  }
  return std::nullopt;
}

std::optional<std::string> RestoreCheck::wrong_lost_identity() {
  const auto rows = connection_.execute(wrong_lost_sql);
  if (rows.rows() == 0) return std::nullopt;
  return "table lost_identity has account " + std::to_string(rows.int64(0, 0)) +
         ", which was not taken back without its identity";
}

std::optional<std::string> RestoreCheck::erasure_left() {
  const auto rows = connection_.execute(erasure_left_sql);
  if (rows.rows() == 0) return std::nullopt;
  return "account " + std::to_string(rows.int64(0, 0)) +
         " was erased in events that were given up, and is to be erased again (table repeated_erasure)";
}

}  // namespace ledger
