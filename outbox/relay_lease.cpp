#include "outbox/relay_lease.hpp"

#include <spdlog/spdlog.h>

#include "ledger/common/database.hpp"

namespace ledger {
namespace {

constexpr SessionLimits limits{.statement = std::chrono::seconds(2), .lock = std::chrono::seconds(2)};

constexpr const char* take_sql =
    "insert into relay_lease as lease (journal, holder, expires_at)"
    " values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')"
    " on conflict (journal) do update set holder = excluded.holder, expires_at = excluded.expires_at"
    " where lease.holder = excluded.holder or lease.expires_at < clock_timestamp()"
    // Set by a clock that was ahead, since no lease is as long.
    " or lease.expires_at > clock_timestamp() + interval '15 minutes'";
constexpr const char* release_sql = "delete from relay_lease where journal = $1 and holder = $2";

}  // namespace

std::unique_ptr<RelayLease> RelayLease::take(const DatabaseSettings& database, JournalId journal,
                                             const std::string& holder, std::chrono::milliseconds duration) {
  std::unique_ptr<RelayLease> lease(new RelayLease(database, journal, holder, duration));
  if (!lease->take_or_renew()) return nullptr;
  lease->held_ = true;
  auto* const taken = lease.get();
  lease->thread_ = std::jthread([taken](const std::stop_token& stop) { taken->keep(stop); });
  return lease;
}

RelayLease::RelayLease(DatabaseSettings database, JournalId journal, std::string holder,
                       std::chrono::milliseconds duration)
    : database_(std::move(database)), journal_(journal), holder_(std::move(holder)), duration_(duration) {}

RelayLease::~RelayLease() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  if (!held_) return;
  try {
    release();
  } catch (const std::exception& error) {
    spdlog::warn("the lease of journal {} is left to expire: {}", journal_.value, error.what());
  }
}

bool RelayLease::take_or_renew() const {
  const auto connection = connect(database_, limits, "ledger-outbox lease");
  pqxx::work transaction(*connection);
  const auto result = transaction.exec_params(take_sql, journal_.value, holder_, duration_.count());
  transaction.commit();
  return result.affected_rows() == 1;
}

void RelayLease::release() const {
  const auto connection = connect(database_, limits, "ledger-outbox lease");
  pqxx::work transaction(*connection);
  transaction.exec_params(release_sql, journal_.value, holder_);
  transaction.commit();
}

void RelayLease::keep(const std::stop_token& stop) {
  auto renewed = std::chrono::steady_clock::now();
  while (true) {
    {
      std::unique_lock lock(mutex_);
      stopped_.wait_for(lock, stop, duration_ / 3, [] { return false; });
    }
    if (stop.stop_requested()) return;
    const auto now = std::chrono::steady_clock::now();
    try {
      if (!take_or_renew()) {
        held_ = false;
        return;
      }
      renewed = now;
    } catch (const std::exception& error) {
      spdlog::warn("the lease of journal {} could not be renewed: {}", journal_.value, error.what());
      if (now - renewed > duration_) {
        held_ = false;
        return;
      }
    }
  }
}

}  // namespace ledger
