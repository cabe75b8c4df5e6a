// The parts of the program that handlers work with.
#pragma once

#include <prometheus/registry.h>

#include <atomic>

#include "api/auth/auth_service.hpp"
#include "api/coroutines/read_pool.hpp"
#include "api/services/context/admission_limit.hpp"
#include "api/services/context/event_feeds.hpp"
#include "api/services/context/password_pool.hpp"
#include "api/services/context/repairs.hpp"
#include "api/services/context/upload_budget.hpp"
#include "ledger/domain/values/currency.hpp"
#include "ledger/tracing/tracer.hpp"
#include "ledger/writer/batch/batch.hpp"
#include "ledger/writer/writer.hpp"

namespace ledger::api {

class ReadReplica;
class TrustedProxies;

/// References to what main made; any thread may use all of it.
struct AppContext {
  Writer& writer;
  /// The reasons that keep this program from its work, for /readyz.
  Obstacles& obstacles;
  /// The journals' epochs, as the writer, the readers and the feeds have learnt them; outlives all of them.
  EpochBook& epochs;
  /// The journal that positions without another one mean.
  JournalId journal;
  /// Runs point reads only: balances, single transactions and holds, identities, the end of a journal.
  ReadPool& reads;
  /// Runs all other reads, page by page; they delay no point read.
  ReadPool& long_reads;
  /// Reads of accounts' pasts that it has all of; null if there is none.
  ReadReplica* replica = nullptr;
  PasswordPool& passwords;
  /// The live ends of the journals.
  EventFeeds& events;
  prometheus::Registry& metrics;
  /// The currency of accounts that are opened without one.
  Currency default_currency;
  /// Callers: what they may do, and the login.
  AuthService& auth;
  Repairs& repairs;
  /// The proxies in front of this server.
  const TrustedProxies& proxies;
  /// Traces requests; outlives all of them.
  const Tracer& tracer;
  /// The number of journals; an account's journal is the remainder of its number.
  std::int64_t journal_count = 1;
  /// True if every answer is a line of the log.
  bool access_log = false;
  /// Bounds bulk requests whose bodies are arriving.
  UploadBudget uploads{std::size_t{128} * 1024 * 1024};
  /// Bounds bulk requests that have arrived, whatever the protocol: each has up to some ten megabytes of commands in
  /// memory.
  AdmissionLimit bulk_places{PlaceLimits{.all = 8, .own = 2}};
  /// Bounds streams of events.
  AdmissionLimit stream_places{PlaceLimits{.all = 256, .own = 32}};
  /// Bounds statements that are sent while they are read.
  AdmissionLimit statement_places{PlaceLimits{.all = 256, .own = 32}};
  /// Set when it stops: what is under way is finished, and nothing else is begun.
  std::atomic<bool> stopping{false};

  [[nodiscard]] JournalId journal_of(AccountId account) const { return ledger::journal_of(account, journal_count); }
  [[nodiscard]] bool has(JournalId wanted) const { return wanted.value >= 0 && wanted.value < journal_count; }
};

}  // namespace ledger::api
