#include "ledger/restore/journal_guard.hpp"

#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/epoch_query.hpp"
#include "ledger/journal/journal_lock.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

constexpr SessionLimits guard_session_limits =
    holding_journal_lock({.statement = std::chrono::seconds(10), .lock = std::chrono::seconds(8)});
constexpr std::chrono::seconds guard_answer_deadline{12};

constexpr const char* event_hash_sql = "select hash from event where journal = $1::smallint and position = $2::bigint";
constexpr const char* insert_epoch_sql =
    "insert into journal_epoch (journal, epoch, position, hash)"
    " values ($1::smallint, $2::bigint::integer, $3::bigint, $4::bytea)";
constexpr const char* confirm_sql =
    "update journal_guard set epoch = $2::bigint::integer, database_identity = database_identity(),"
    " database_timeline = database_timeline(), kafka_position = null, common_position = null,"
    " changed_at = clock_timestamp() where journal = $1::smallint returning 1";
constexpr const char* stop_sql =
    "update journal_guard set kafka_position = $2::bigint, common_position = $3::bigint,"
    " changed_at = clock_timestamp() where journal = $1::smallint returning 1";
constexpr const char* stopped_beyond_sql =
    "select from journal_guard where journal = $1::smallint and kafka_position > $2::bigint";
constexpr const char* is_confirmed_sql =
    "select from journal_guard where journal = $1::smallint and common_position is null"
    " and database_identity = database_identity() and database_timeline = database_timeline()";

}  // namespace

/// A transaction that holds the journal's lock; rolled back unless committed.
class JournalGuard::Locked {
 public:
  Locked(PostgresConnection& connection, JournalId journal) : connection_(connection), journal_(journal) {
    connection_.execute(journal_sql::begin);
    ensure(connection_.execute(journal_sql::lock, journal_only()).rows() == 1, "there is no such journal");
  }
  ~Locked() {
    if (is_over_) return;
    try {
      connection_.execute("rollback");
    } catch (const std::exception&) {
      // The connection is lost, and its transaction with it.
      is_over_ = true;
    }
  }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

  void commit() {
    connection_.execute(journal_sql::commit);
    is_over_ = true;
  }

  [[nodiscard]] bool holds(const ChainPoint& head) {
    auto parameters = journal_only();
    if (head.position == Position(0)) {
      return hash_in(connection_.execute(journal_sql::genesis, parameters).bytes(0, 0)) == head.hash;
    }
    parameters.add_int64(head.position.value);
    const auto rows = connection_.execute(event_hash_sql, parameters);
    return rows.rows() == 1 && hash_in(rows.bytes(0, 0)) == head.hash;
  }

  /// Returns true if Kafka's line was found to go on behind the position.
  [[nodiscard]] bool is_stopped_beyond(Position position) {
    auto parameters = journal_only();
    parameters.add_int64(position.value);
    return connection_.execute(stopped_beyond_sql, parameters).rows() > 0;
  }

  [[nodiscard]] PostgresParameters journal_only() const {
    PostgresParameters parameters;
    parameters.add_int16(journal_.value);
    return parameters;
  }

 private:
  PostgresConnection& connection_;
  JournalId journal_;
  bool is_over_ = false;
};

JournalGuard::JournalGuard(const DatabaseSettings& database, std::stop_token stop)
    : connection_(database, {.application = "ledger-outbox guard", .limits = guard_session_limits},
                  {.deadline = guard_answer_deadline, .stop = std::move(stop)}) {}

bool JournalGuard::confirm(JournalId journal, const ChainPoint& published, const Epochs& epochs) {
  Locked locked(connection_, journal);
  if (!locked.holds(published)) return false;
  const auto known = read_epochs(connection_, journal);
  ensure(known.is_beginning_of(epochs), "the database has epochs that Kafka does not");
  // With a new epoch, what was found before it began is void.
  if (known == epochs && locked.is_stopped_beyond(published.position)) return false;
  for (auto index = known.rewinds().size(); index < epochs.rewinds().size(); ++index) {
    const auto& rewind = epochs.rewinds()[index];
    auto parameters = locked.journal_only();
    parameters.add_int64(rewind.epoch.value);
    parameters.add_int64(rewind.last_valid.value);
    parameters.add_bytes(rewind.hash);
    connection_.execute(insert_epoch_sql, parameters);
  }
  auto parameters = locked.journal_only();
  parameters.add_int64(epochs.current().value);
  ensure(connection_.execute(confirm_sql, parameters).rows() == 1, "a journal has a guard");
  locked.commit();
  return true;
}

bool JournalGuard::stop(JournalId journal, const ChainPoint& published, Position common) {
  Locked locked(connection_, journal);
  if (locked.holds(published)) return false;
  auto parameters = locked.journal_only();
  parameters.add_int64(published.position.value);
  parameters.add_int64(common.value);
  ensure(connection_.execute(stop_sql, parameters).rows() == 1, "a journal has a guard");
  locked.commit();
  return true;
}

bool JournalGuard::is_confirmed(JournalId journal) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  return connection_.execute_often(is_confirmed_sql, parameters).rows() > 0;
}

}  // namespace ledger
