#include "ledger/snapshots/checkpoint.hpp"

#include <algorithm>

#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

constexpr const char* make_sql =
    "insert into snapshot_checkpoint (journal, position, generation, hash)"
    " select journal, 0, 1, genesis_hash from journal where journal = $1::smallint on conflict do nothing";
constexpr const char* read_sql =
    "select position, hash, generation from snapshot_checkpoint where journal = $1::smallint";
constexpr const char* lock_sql =
    "select position, hash, generation from snapshot_checkpoint where journal = $1::smallint for update";
constexpr const char* move_sql =
    "update snapshot_checkpoint set position = $2::bigint, hash = $3::bytea, generation = $4::bigint"
    " where journal = $1::smallint";
// A locked row means that someone is in the middle of a batch, maybe a long one: no use in waiting for it.
constexpr const char* take_lease_sql =
    "update snapshot_checkpoint set holder = $2::text,"
    "  lease_until = clock_timestamp() + $3::bigint * interval '1 millisecond'"
    " where journal = (select journal from snapshot_checkpoint where journal = $1::smallint"
    "  and (holder = $2::text or lease_until < clock_timestamp()"
    // Set by a clock that was ahead, since no lease is as long.
    "   or lease_until > clock_timestamp() + interval '15 minutes') for update skip locked) returning 1";
constexpr const char* release_lease_sql =
    "update snapshot_checkpoint set lease_until = '-infinity'"
    " where journal = $1::smallint and holder = $2::text returning 1";

PostgresParameters of_journal(JournalId journal) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  return parameters;
}

Checkpoint checkpoint_in(const PostgresResult& result) {
  ensure(result.rows() == 1, "there is no such journal");
  Checkpoint checkpoint;
  checkpoint.at.position = Position(result.int64(0, 0));
  const auto hash = result.bytes(0, 1);
  ensure(hash.size() == checkpoint.at.hash.size(), "a stored hash has not 32 bytes");
  std::copy(hash.begin(), hash.end(), checkpoint.at.hash.begin());
  checkpoint.generation = result.int64(0, 2);
  return checkpoint;
}

}  // namespace

Checkpoint read_checkpoint(PostgresConnection& connection, JournalId journal) {
  connection.execute(make_sql, of_journal(journal));
  return checkpoint_in(connection.execute(read_sql, of_journal(journal)));
}

std::optional<Checkpoint> find_checkpoint(PostgresConnection& connection, JournalId journal) {
  const auto rows = connection.execute_often(read_sql, of_journal(journal));
  if (rows.rows() == 0) return std::nullopt;
  return checkpoint_in(rows);
}

Checkpoint lock_checkpoint(PostgresConnection& connection, JournalId journal) {
  return checkpoint_in(connection.execute(lock_sql, of_journal(journal)));
}

void move_checkpoint(PostgresConnection& connection, JournalId journal, const Checkpoint& to) {
  auto parameters = of_journal(journal);
  parameters.add_int64(to.at.position.value);
  parameters.add_bytes(to.at.hash);
  parameters.add_int64(to.generation);
  connection.execute(move_sql, parameters);
}

bool take_lease(PostgresConnection& connection, JournalId journal, const std::string& holder,
                std::chrono::milliseconds duration) {
  auto parameters = of_journal(journal);
  parameters.add_text(holder);
  parameters.add_int64(duration.count());
  return connection.execute_often(take_lease_sql, parameters).rows() == 1;
}

void release_lease(PostgresConnection& connection, JournalId journal, const std::string& holder) {
  auto parameters = of_journal(journal);
  parameters.add_text(holder);
  connection.execute(release_lease_sql, parameters);
}

}  // namespace ledger
