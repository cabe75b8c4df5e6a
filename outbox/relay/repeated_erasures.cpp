#include "outbox/relay/repeated_erasures.hpp"

#include <prometheus/registry.h>
#include <spdlog/spdlog.h>

#include <future>

#include "ledger/crypto/random_uid.hpp"
#include "ledger/journal/recorded_rows.hpp"
#include "ledger/postgres/postgres.hpp"
#include "ledger/writer/writer.hpp"

namespace ledger {
namespace {

constexpr const char* erasing_application = "ledger-outbox erasures";
constexpr const char* erasing_actor = "ledger-outbox";

constexpr const char* note_erasure_sql =
    "insert into repeated_erasure (account_id, transaction_uid) values ($1::bigint, $2::uuid) on conflict do nothing";
constexpr const char* noted_erasures_sql =
    "select account_id, transaction_uid from repeated_erasure order by account_id";
constexpr const char* drop_erasure_sql = "delete from repeated_erasure where account_id = $1::bigint";
constexpr const char* journals_sql_count = "select count(*) from journal";

PostgresConnection connect_for_erasures(const DatabaseSettings& database) {
  return PostgresConnection(database, {.application = erasing_application});
}

/// Returns true if nothing is left to be erased.
bool is_done(const Outcome& outcome) {
  const auto* rejection = std::get_if<Rejection>(&outcome);
  return std::holds_alternative<Applied>(outcome) ||
         (rejection != nullptr && rejection->code == RejectionCode::identity_not_found);
}

void say(AccountId account, const Outcome& outcome) {
  if (is_done(outcome)) {
    spdlog::info("account {} is erased again", account.value);
  } else if (const auto* rejection = std::get_if<Rejection>(&outcome)) {
    spdlog::warn(
        "account {} was erased in the events that were given up and cannot be erased again ({}): erase it by "
        "hand once it is empty",
        account.value, name_of(rejection->code));
  } else {
    spdlog::warn("account {} was erased in the events that were given up, and could not be erased again yet",
                 account.value);
  }
}

}  // namespace

void note_erasures(const DatabaseSettings& database, std::span<const AccountId> accounts) {
  auto connection = connect_for_erasures(database);
  for (const auto account : accounts) {
    const auto uid = random_uid();
    PostgresParameters parameters;
    parameters.add_int64(account.value);
    parameters.add_bytes(uid.bytes);
    connection.execute(note_erasure_sql, parameters);
  }
}

void repeat_erasures(const DatabaseSettings& database) {
  auto connection = connect_for_erasures(database);
  const auto noted = connection.execute(noted_erasures_sql);
  if (noted.rows() == 0) return;
  prometheus::Registry metrics;
  Writer writer(database, connection.execute(journals_sql_count).int64(0, 0), {}, metrics);
  for (int row = 0; row < noted.rows(); ++row) {
    const AccountId account(noted.int64(row, 0));
    std::promise<Outcome> promise;
    auto future = promise.get_future();
    writer.submit(EraseIdentity{{.uid = uid_in(noted.bytes(row, 1)), .actor = erasing_actor, .account = account}},
                  [&promise](Outcome outcome) { promise.set_value(std::move(outcome)); });
    // The writer answers by its own deadline at the latest.
    const auto outcome = future.get();
    say(account, outcome);
    if (!is_done(outcome)) continue;
    PostgresParameters parameters;
    parameters.add_int64(account.value);
    connection.execute(drop_erasure_sql, parameters);
  }
}

}  // namespace ledger
