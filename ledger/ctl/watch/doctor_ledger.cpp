#include <fmt/format.h>

#include "ledger/ctl/watch/doctor.hpp"
#include "ledger/ctl/watch/ledger_state.hpp"
#include "ledger/domain/details.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/queries/open_holds.hpp"
#include "ledger/queries/recorded_by.hpp"
#include "ledger/queries/verification_note.hpp"
#include "ledger/restore/journal_guard.hpp"

namespace ledger {
namespace {

using Grade = Diagnosis::Grade;

/// Of a program at work it is a fraction of a second.
constexpr std::chrono::seconds lag_age_max{10};
/// Due holds are expired within a second.
constexpr std::chrono::seconds due_age_max{10};
constexpr std::chrono::days verification_age_max{7};
constexpr int holds_looked_at = 100;
constexpr SessionLimits short_limits{.statement = std::chrono::seconds(10)};

double seconds_in(std::chrono::microseconds duration) { return std::chrono::duration<double>(duration).count(); }

/// One of the two programs that follow a journal.
struct Follower {
  const char* role;
  const char* program;
  const FollowerState& state;
  /// What to do if the journal does not hold the event that it has come to.
  std::string lost_advice;
};

Diagnosis diagnosis_of(const Follower& follower, JournalId journal) {
  const auto& state = follower.state;
  Diagnosis found{.subject = fmt::format("{} of journal {}", follower.role, journal.value)};
  if (!state.place && state.holder.empty()) {
    found.grade = Grade::remark;
    found.finding = "has never worked on it";
    found.advice = fmt::format("start {}, if it is wanted", follower.program);
  } else if (state.place && !state.lag) {
    found.grade = Grade::problem;
    found.finding = fmt::format("the journal does not hold the event at position {} that it has come to",
                                state.place->position.value);
    found.advice = follower.lost_advice;
  } else if (state.holder.empty()) {
    found.grade = Grade::problem;
    found.finding = fmt::format("nobody has the lease; {} events wait", state.lag ? state.lag->events : 0);
    found.advice = fmt::format("start {}; if it runs, its /readyz and log say why it does not work", follower.program);
  } else if (state.lag && state.lag->age > lag_age_max) {
    found.grade = Grade::problem;
    found.finding = fmt::format("{} is {} events behind, the oldest of {:.1f} s ago", state.holder, state.lag->events,
                                seconds_in(state.lag->age));
    found.advice = fmt::format("{}'s /readyz and log say what it waits for", follower.program);
  } else {
    found.finding = fmt::format("{} has the lease, {} events behind", state.holder, state.lag ? state.lag->events : 0);
  }
  return found;
}

void examine_followers(const JournalState& state, Diagnoses& diagnoses) {
  diagnoses.push_back(diagnosis_of({.role = "projector",
                                    .program = "ledger-projector",
                                    .state = state.projector,
                                    .lost_advice = "the database was restored: `ledgerctl rebuild` as its owner"},
                                   state.journal));
  diagnoses.push_back(
      diagnosis_of({.role = "relay",
                    .program = "ledger-outbox",
                    .state = state.relay,
                    .lost_advice = fmt::format("the database was restored: `ledger-outbox recover --journal {}` takes "
                                               "back what Kafka has of it",
                                               state.journal.value)},
                   state.journal));
}

void examine_guard(const JournalState& state, JournalGuard& guard, Diagnoses& diagnoses) {
  const auto journal = state.journal.value;
  Diagnosis found{.subject = fmt::format("guard of journal {}", journal)};
  if (state.stop) {
    found.grade = Grade::problem;
    found.finding =
        fmt::format("writers are stopped: Kafka has events up to position {}, this database shares those up to {}",
                    state.stop->kafka.value, state.stop->common.value);
    found.advice = fmt::format(
        "`ledger-outbox recover --journal {}` takes them back; `ledger-outbox resume --journal {} --position {}` gives "
        "them up",
        journal, journal, state.stop->common.value);
  } else if (!guard.is_confirmed(state.journal)) {
    found.grade = Grade::problem;
    found.finding =
        "nobody has compared this database with Kafka since it was restored or failed over: writes are "
        "answered with 503 journal_unconfirmed";
    found.advice = "start ledger-outbox, which compares and confirms";
  } else {
    found.finding = "the database is confirmed, nothing stops writers";
  }
  diagnoses.push_back(std::move(found));
}

void examine_holds(const DatabaseSettings& settings, Diagnoses& diagnoses) {
  const auto session = connect(settings, {.application = "ledgerctl doctor", .limits = short_limits});
  pqxx::read_transaction transaction(*session);
  const auto holds = open_holds_by_expiry(transaction, holds_looked_at);
  const auto now = database_clock(transaction);
  int due = 0;
  for (const auto& hold : holds) due += hold_terms(hold.legs.front()).expires <= now ? 1 : 0;
  Diagnosis found{.subject = "due holds", .finding = due == 0 ? "none" : fmt::format("{} at the moment", due)};
  if (due > 0) {
    const auto overdue = now - hold_terms(holds.front().legs.front()).expires;
    if (overdue > due_age_max) {
      found.grade = Grade::problem;
      found.finding = fmt::format("{} or more, the oldest for {:.0f} s: nobody records that they are over", due,
                                  seconds_in(overdue));
      found.advice = "start ledger-api, which does so; if it runs, its /readyz says what stops writes";
    }
  }
  diagnoses.push_back(std::move(found));
}

void examine_verification(const DatabaseSettings& settings, Diagnoses& diagnoses) {
  const auto session = connect(settings, {.application = "ledgerctl doctor", .limits = short_limits});
  pqxx::read_transaction transaction(*session);
  const auto note = last_verification(transaction);
  Diagnosis found{.subject = "verification"};
  if (!note) {
    found.grade = Grade::remark;
    found.finding = "no run of `ledgerctl verify` has left a note";
    found.advice = "let it run every night";
  } else {
    const auto age = database_clock(transaction) - note->finished;
    found.finding = fmt::format("{} events were read at {}, and {}", note->events, format_moment(note->finished),
                                note->sound ? "all was right" : "something was wrong");
    if (!note->sound) {
      found.grade = Grade::problem;
      found.advice = "`ledgerctl verify` says what is wrong";
    } else if (age > verification_age_max) {
      found.grade = Grade::remark;
      found.advice = "that is more than a week ago: let `ledgerctl verify` run every night";
    }
  }
  diagnoses.push_back(std::move(found));
}

}  // namespace

void examine_ledger(const DatabaseSettings& settings, PostgresConnection& connection, Diagnoses& diagnoses) {
  JournalGuard guard(settings);
  for (const auto& state : LedgerStateReader(connection).read().journals) {
    examine_followers(state, diagnoses);
    examine_guard(state, guard, diagnoses);
  }
  examine_holds(settings, diagnoses);
  examine_verification(settings, diagnoses);
}

}  // namespace ledger
