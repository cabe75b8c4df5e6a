// The projector and the relay have this in common: a worker for each journal, a status address, and an orderly stop.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "ledger/domain/values/ids.hpp"
#include "ledger/postgres/database_settings.hpp"
#include "ledger/process/program.hpp"

namespace prometheus {
class Registry;
}

namespace ledger {

/// Follows one journal.
class JournalWorker {
 public:
  virtual ~JournalWorker() = default;
  /// Works until stopped; deals with every failure itself.
  virtual void run(const std::stop_token& stop) = 0;
  /// Nothing while all is well. For any thread.
  [[nodiscard]] virtual std::optional<std::string> why_not_ready() const = 0;
};

using MakeJournalWorker = std::function<std::unique_ptr<JournalWorker>(JournalId, prometheus::Registry&)>;

/// A worker for each of the database's journals, in a thread of its own, and /livez, /readyz and /metrics at
/// `status_address`, until a stop is requested; waits for a database that is away. The program's exit code.
int run_journal_workers(const std::string& program, const DatabaseSettings& database, const std::string& status_address,
                        StopSignal& stop, const MakeJournalWorker& make);

}  // namespace ledger
