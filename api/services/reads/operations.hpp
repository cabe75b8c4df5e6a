// The figures that operators look at first: this server's answers and writes, and the followers' progress.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "ledger/queries/follower_progress.hpp"
#include "ledger/queries/verification_note.hpp"

namespace ledger::api {

/// Counts of something that takes time, since the start of the server.
struct Durations {
  struct Bucket {
    /// The longest that counts here; nothing for the last one, which has no end.
    std::optional<std::int64_t> us_max;
    std::int64_t count = 0;
  };
  /// In ascending order; each counts only what the one before does not.
  std::vector<Bucket> buckets;
  std::int64_t count = 0;
  std::int64_t us_total = 0;
};

/// Counts for this server only, since its start: other replicas count for themselves.
struct ServerFigures {
  std::string_view version;
  Durations requests;
  /// Answers by the first digit of their status, 1 to 5.
  std::array<std::int64_t, 6> answers{};
  std::int64_t connections = 0;
  std::int64_t streams = 0;
  Durations batches;
  std::int64_t commands_applied = 0;
  std::int64_t commands_replayed = 0;
  std::int64_t commands_rejected = 0;
  std::int64_t commands_queued = 0;
};

/// Sums the server's own metrics over routes and journals.
ServerFigures server_figures(const prometheus::Registry& metrics);

/// The figures that the database has, the same for every server.
struct LedgerFigures {
  /// By number.
  std::vector<JournalProgress> journals;
  std::optional<VerificationNote> verified;
};

/// Throws ReadsUnavailable.
Task<LedgerFigures> read_ledger_figures(AppContext& services, std::string caller);

}  // namespace ledger::api
