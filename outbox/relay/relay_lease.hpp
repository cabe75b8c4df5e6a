// The right to relay a journal, held in PostgreSQL until it expires by the database's clock.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "ledger/domain/values/ids.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// A lease that a thread of its own renews while this object lives. For economy only: a relay that has lost it without
/// noticing is fenced by Kafka.
class RelayLease {
 public:
  /// Takes the lease, or returns null while another holds it. `connection` is where whoever asks again and again keeps
  /// one; it is made when there is none, and ends with an error. Throws ConnectionLost, StatementFailed.
  static std::unique_ptr<RelayLease> take(const DatabaseSettings& database, JournalId journal,
                                          const std::string& holder, std::chrono::milliseconds duration,
                                          std::optional<PostgresConnection>& connection, const std::stop_token& stop);
  /// Takes the lease for an operator's command, but waits for it as long as a relay that vanished would hold it, and a
  /// while longer. `duration` is that of relays. Throws std::runtime_error if a relay is working.
  static std::unique_ptr<RelayLease> await(const DatabaseSettings& database, JournalId journal,
                                           const std::string& holder, std::chrono::milliseconds duration);
  /// Releases it, unless the database does not answer.
  ~RelayLease();
  RelayLease(const RelayLease&) = delete;
  RelayLease& operator=(const RelayLease&) = delete;

  /// False once it could not be renewed in time or was taken by another.
  [[nodiscard]] bool held() const { return held_; }

 private:
  RelayLease(DatabaseSettings database, JournalId journal, std::string holder, std::chrono::milliseconds duration);
  void keep(const std::stop_token& stop);
  bool take_or_renew(std::optional<PostgresConnection>& connection, const std::stop_token& stop) const;
  void release() const;

  DatabaseSettings database_;
  JournalId journal_;
  std::string holder_;
  std::chrono::milliseconds duration_;
  std::atomic<bool> held_{false};
  std::atomic<bool> answered_{true};
  std::jthread thread_;
};

}  // namespace ledger
