#include "outbox/relay/relay_lease.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "ledger/process/interruptible_sleep.hpp"

namespace ledger {
namespace {

constexpr SessionLimits lease_session_limits{
    .connect = std::chrono::seconds(2), .statement = std::chrono::seconds(2), .lock = std::chrono::seconds(2)};
constexpr std::chrono::seconds lease_answer_deadline{3};

constexpr std::chrono::milliseconds pause_between_attempts{100};
constexpr std::chrono::seconds patience_beyond_lease{10};
/// A relay that takes the lease over would fence an operator's command in the middle of its work.
constexpr std::chrono::milliseconds command_duration_min{5'000};

constexpr const char* take_sql =
    "insert into relay_lease as lease (journal, holder, expires_at)"
    " values ($1::smallint, $2::text, clock_timestamp() + $3::bigint * interval '1 millisecond')"
    " on conflict (journal) do update set holder = excluded.holder, expires_at = excluded.expires_at"
    " where lease.holder = excluded.holder or lease.expires_at < clock_timestamp()"
    // Set by a clock that was ahead, since no lease is as long.
    " or lease.expires_at > clock_timestamp() + interval '15 minutes' returning 1";
constexpr const char* release_sql = "delete from relay_lease where journal = $1::smallint and holder = $2::text";

PostgresConnection connect(const DatabaseSettings& database, const std::stop_token& stop) {
  return PostgresConnection(database, {.application = "ledger-outbox lease", .limits = lease_session_limits},
                            {.deadline = lease_answer_deadline, .stop = stop});
}

}  // namespace

std::unique_ptr<RelayLease> RelayLease::take(const DatabaseSettings& database, JournalId journal,
                                             const std::string& holder, std::chrono::milliseconds duration,
                                             std::optional<PostgresConnection>& connection,
                                             const std::stop_token& stop) {
  std::unique_ptr<RelayLease> lease(new RelayLease(database, journal, holder, duration));
  if (!lease->take_or_renew(connection, stop)) return nullptr;
  lease->held_ = true;
  auto* const taken = lease.get();
  lease->thread_ = std::jthread([taken](const std::stop_token& released) { taken->keep(released); });
  return lease;
}

std::unique_ptr<RelayLease> RelayLease::await(const DatabaseSettings& database, JournalId journal,
                                              const std::string& holder, std::chrono::milliseconds duration) {
  const auto end = std::chrono::steady_clock::now() + duration + patience_beyond_lease;
  std::optional<PostgresConnection> connection;
  // A relay that has stopped with a reason gives the lease back between its looks.
  while (true) {
    if (auto lease = take(database, journal, holder, std::max(duration, command_duration_min), connection, {}))
      return lease;
    if (std::chrono::steady_clock::now() >= end) {
      throw std::runtime_error("journal " + std::to_string(journal.value) +
                               " is being published by a relay; stop it first");
    }
    std::this_thread::sleep_for(pause_between_attempts);
  }
}

RelayLease::RelayLease(DatabaseSettings database, JournalId journal, std::string holder,
                       std::chrono::milliseconds duration)
    : database_(std::move(database)), journal_(journal), holder_(std::move(holder)), duration_(duration) {}

RelayLease::~RelayLease() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  // A database that did not answer a moment ago would only delay the stop.
  if (!held_ || !answered_) return;
  try {
    release();
  } catch (const std::exception& error) {
    spdlog::warn("the lease of journal {} is left to expire: {}", journal_.value, error.what());
  }
}

bool RelayLease::take_or_renew(std::optional<PostgresConnection>& connection, const std::stop_token& stop) const {
  PostgresParameters parameters;
  parameters.add_int16(journal_.value);
  parameters.add_text(holder_);
  parameters.add_int64(duration_.count());
  const auto execute = [&] { return connection->execute_often(take_sql, parameters).rows() == 1; };
  try {
    if (connection) return execute();
  } catch (const ConnectionLost&) {
    // One that has lain idle may have ended long ago.
  } catch (const StatementFailed&) {
    connection.reset();
    throw;
  }
  connection.reset();
  try {
    connection.emplace(connect(database_, stop));
    return execute();
  } catch (...) {
    connection.reset();
    throw;
  }
}

void RelayLease::release() const {
  PostgresParameters parameters;
  parameters.add_int16(journal_.value);
  parameters.add_text(holder_);
  connect(database_, {}).execute(release_sql, parameters);
}

void RelayLease::keep(const std::stop_token& stop) {
  std::optional<PostgresConnection> connection;
  auto renewed = std::chrono::steady_clock::now();
  while (sleep_unless_stopped(stop, duration_ / 3)) {
    const auto now = std::chrono::steady_clock::now();
    try {
      if (!take_or_renew(connection, stop)) {
        held_ = false;
        return;
      }
      renewed = now;
      answered_ = true;
    } catch (const std::exception& error) {
      answered_ = false;
      spdlog::warn("the lease of journal {} could not be renewed: {}", journal_.value, error.what());
      if (now - renewed > duration_) {
        held_ = false;
        return;
      }
    }
  }
}

}  // namespace ledger
