// What handlers work with.
#pragma once

#include <prometheus/registry.h>

#include <atomic>

#include "api/auth/auth_service.hpp"
#include "api/coroutines/read_pool.hpp"
#include "api/services/admission_limit.hpp"
#include "api/services/event_feed.hpp"
#include "api/services/password_pool.hpp"
#include "api/services/repairs.hpp"
#include "api/services/upload_budget.hpp"
#include "ledger/domain/values/currency.hpp"
#include "ledger/writer/batch/batch.hpp"
#include "ledger/writer/writer.hpp"

namespace ledger::api {

class TrustedProxies;

/// References to what main made; any thread may use all of it.
struct AppContext {
  Writer& writer;
  /// What keeps this program from its work, for /readyz.
  Obstacles& obstacles;
  /// What the writer, the readers and the feeds know of the journals' epochs; outlives all of them.
  EpochBook& epochs;
  /// The journal that positions without another one mean.
  JournalId journal;
  /// For point reads only: balances, single transactions and holds, who somebody is, where a journal ends.
  ReadPool& reads;
  /// For all others, page by page: whatever is asked of it delays no point read.
  ReadPool& long_reads;
  PasswordPool& passwords;
  /// For streams of events.
  EventFeeds& events;
  prometheus::Registry& metrics;
  /// The currency of accounts that are opened without one.
  Currency default_currency;
  /// Callers: what they may do, and the login.
  AuthService& auth;
  Repairs& repairs;
  /// The proxies in front of this server.
  const TrustedProxies& proxies;
  /// How many journals there are; an account's is its number's remainder.
  std::int64_t journal_count = 1;
  /// For bulk requests whose bodies are arriving.
  UploadBudget uploads{std::size_t{128} * 1024 * 1024};
  /// For bulk requests that have arrived, whatever the protocol: each has up to some ten megabytes of commands in
  /// memory.
  AdmissionLimit bulk_places{PlaceLimits{.all = 8, .own = 2}};
  /// For streams of events, likewise.
  AdmissionLimit stream_places{PlaceLimits{.all = 256, .own = 32}};
  /// For statements that are sent while they are read, likewise.
  AdmissionLimit statement_places{PlaceLimits{.all = 256, .own = 32}};
  /// Set when the program has been asked to stop.
  std::atomic<bool> stopping{false};

  [[nodiscard]] JournalId journal_of(AccountId account) const { return ledger::journal_of(account, journal_count); }
  [[nodiscard]] bool has(JournalId wanted) const { return wanted.value >= 0 && wanted.value < journal_count; }
};

}  // namespace ledger::api
