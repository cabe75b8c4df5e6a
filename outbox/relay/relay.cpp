#include "outbox/relay/relay.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "ledger/domain/newer_event.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/process/holder_name.hpp"
#include "ledger/process/interruptible_sleep.hpp"
#include "outbox/relay/journal_follower.hpp"
#include "outbox/relay/publication_spans.hpp"
#include "outbox/topics/committed_cursor.hpp"
#include "outbox/topics/lost_records.hpp"
#include "outbox/topics/noted_place.hpp"
#include "outbox/topics/topic_look.hpp"

namespace ledger {
namespace {

/// The time for which publish() waits for events before it looks at the lease and at a stop.
constexpr std::chrono::milliseconds patience{250};
constexpr std::chrono::milliseconds standby_pause_max{1'000};
/// The largest batch takes a second or two; one that takes longer means that Kafka is away, or nearly.
constexpr std::chrono::seconds batch_patience{5};
/// Another relay that has had the lease for this much longer than a start may take is at work, and not just failing.
constexpr std::chrono::seconds standby_patience{5};

StepOutcome outcome_of(kafka::Remedy remedy) {
  switch (remedy) {
    case kafka::Remedy::abort:
      return StepOutcome::must_abort;
    case kafka::Remedy::fenced:
      return StepOutcome::fenced;
    case kafka::Remedy::ask_operator:
      return StepOutcome::needs_operator;
    case kafka::Remedy::call_again:
    case kafka::Remedy::start_over:
      return StepOutcome::must_restart;
  }
  __builtin_unreachable();
}

}  // namespace

Relay::Relay(RelaySettings settings, JournalId journal, prometheus::Registry& metrics, const Tracer& tracer)
    : settings_(std::move(settings)),
      journal_(journal),
      holder_(make_holder_name()),
      metrics_(metrics, journal),
      tracer_(tracer),
      publisher_(settings_.source),
      pacing_(settings_.pacing),
      confirmation_(settings_.database, journal),
      kafka_watch_(settings_),
      // A relay that stands by, or has stopped, goes by what the one at work has noted.
      lag_watch_(settings_.database, "ledger-outbox lag", journal, metrics_.lag(),
                 [this](PostgresConnection& connection) {
                   const auto place = published();
                   return place ? place : find_noted_place(connection, journal_);
                 }) {}

Relay::~Relay() = default;

void Relay::run(const std::stop_token& stop) {
  RelayState state;
  while (!stop.stop_requested()) {
    if (!sleep_unless_stopped(stop, pause_before(state))) break;
    StepOutcome outcome = StepOutcome::must_restart;
    try {
      outcome = step(state.stage, stop);
    } catch (const kafka::Failure& failure) {
      outcome = failed(outcome_of(failure.remedy()), failure.what());
    } catch (const JournalDiffers& differs) {
      // The next start compares them once more and names the way on.
      outcome = failed(StepOutcome::needs_operator, std::string(differs.what()) + "; `ledgerctl verify` tells more");
    } catch (const NewerEvent& newer) {
      outcome = failed(StepOutcome::needs_operator, std::string(newer.what()) + "; nothing is skipped");
    } catch (const InvariantViolation& violation) {
      outcome = failed(StepOutcome::needs_operator, std::string(violation.what()) + "; `ledgerctl verify` tells more");
    } catch (const std::exception& error) {
      outcome = failed(StepOutcome::must_restart, error.what());
    }
    state = next_state(state, outcome);
    enter(state);
  }
  // They end while what is open is closed.
  kafka_watch_.request_stop();
  lag_watch_.request_stop();
  close();
}

void Relay::enter(const RelayState& state) {
  const bool is_active = state.stage == Stage::publish || state.stage == Stage::abort;
  metrics_.active(is_active);
  if (!is_active) {
    set_published(std::nullopt);
  } else if (const auto& at = open_->published.cursor.at; published() != at) {
    set_published(at);
  }
}

StepOutcome Relay::step(Stage stage, const std::stop_token& stop) {
  switch (stage) {
    case Stage::take_lease:
      return take_lease(stop);
    case Stage::start:
      return start(stop);
    case Stage::publish:
      return publish(stop);
    case Stage::abort:
      return abort();
    case Stage::close:
    case Stage::halt:
      close();
      return StepOutcome::done;
  }
  __builtin_unreachable();
}

StepOutcome Relay::take_lease(const std::stop_token& stop) {
  lease_ = RelayLease::take(settings_.database, journal_, holder_, settings_.lease_duration, lease_connection_, stop);
  if (lease_) {
    lease_connection_.reset();
    standing_by_since_.reset();
    return StepOutcome::done;
  }
  const auto now = std::chrono::steady_clock::now();
  if (!standing_by_since_) standing_by_since_ = now;
  // Relays that cannot go on take turns with the lease: what stopped this one may be what stops the other.
  if (!has_failed_ || now - *standing_by_since_ > settings_.kafka_deadline + standby_patience) {
    has_failed_ = false;
    set_reason(std::nullopt);
  }
  sleep_unless_stopped(stop, std::min(standby_pause_max, settings_.lease_duration / 4));
  return StepOutcome::again;
}

StepOutcome Relay::start(const std::stop_token& stop) {
  // A start after a lost broker should not take longer than it must.
  if (!topics_judged_) {
    if (auto refusal = judge_topics_now()) return failed(StepOutcome::needs_operator, *refusal);
  }
  auto result = start_relay(settings_, journal_, stop, line_memory_);
  if (const auto* halt = std::get_if<Halt>(&result)) return failed(StepOutcome::needs_operator, halt->reason);
  if (std::holds_alternative<TopicsMade>(result)) return StepOutcome::again;
  open_ = std::get<OpenRelay>(std::move(result));
  topics_judged_ = true;
  kafka_watch_.forget();
  kafka_watch_.expect(open_->published);
  // A restored database has an older one, which is right no more.
  write_note(stop, true);
  source_ = std::make_unique<BatchSource>(settings_.database, open_->published.cursor, settings_.batch);
  // A relay that stood by was ready all the time.
  if (!reason()) {
    spdlog::info("journal {}: took over at position {}", journal_.value, open_->published.cursor.at.position.value);
  }
  return StepOutcome::done;
}

std::optional<std::string> Relay::judge_topics_now() {
  auto verdict = judge_topics(settings_.topics, look_at_topics(settings_));
  for (const auto& warning : verdict.warnings) {
    if (warned_.insert(warning).second) spdlog::warn("journal {}: {}", journal_.value, warning);
  }
  return std::move(verdict.refusal);
}

StepOutcome Relay::publish(const std::stop_token& stop) {
  if (!lease_->held()) return failed(StepOutcome::fenced, "the lease was lost");
  if (const auto loss = kafka_watch_.loss()) {
    // The start tells what that means, and which command goes on.
    return failed(StepOutcome::must_restart, *loss);
  }
  if (!confirmation_.holds(stop)) {
    return failed(StepOutcome::must_restart, "the database may be another one, so it is compared with Kafka again");
  }
  const auto batch = source_->take(patience, pacing_.next_begin());
  const auto begin = std::chrono::steady_clock::now();
  if (batch) {
    PublicationSpans spans(tracer_, *batch, settings_.topics.events);
    publishing_since_ = begin.time_since_epoch().count();
    publisher_.publish(*open_->producer, *batch, open_->published);
    const auto end = std::chrono::steady_clock::now();
    pacing_.ended(begin, end, source_->has_waiting());
    metrics_.published(batch->size(), end - begin);
    metrics_.accounts_remembered(source_->accounts_remembered());
    publishing_since_ = 0;
    spans.published(end);
    kafka_watch_.expect(open_->published);
    write_note(stop, batch->has_traces());
  }
  if (source_->has_read() && reason() && holds_published()) become_ready();
  return batch ? StepOutcome::done : StepOutcome::again;
}

void Relay::write_note(const std::stop_token& stop, bool had_traces) {
  try {
    if (!open_->notes) open_->notes = std::make_unique<RelayNotes>(settings_.database, stop);
    open_->notes->write(open_->published);
    if (had_traces) open_->notes->forget_traces(open_->published.cursor);
  } catch (const std::exception& error) {
    // It is advisory: the next transaction writes another one.
    spdlog::warn("the note of journal {} could not be written: {}", journal_.value, error.what());
    open_->notes.reset();
  }
}

StepOutcome Relay::abort() {
  open_->producer->abort();
  // A broker that has forgotten an idle transactional.id has forgotten, too, whom it had fenced: aborting then takes
  // the id anew. If another relay had it meanwhile, the cursor has moved.
  const auto cursor = read_committed_cursor(settings_, journal_);
  const auto& known = open_->published.cursor;
  const bool is_ours = cursor ? cursor->at == known.at && cursor->epochs == known.epochs : known.at.position.value == 0;
  if (!is_ours) {
    return failed(StepOutcome::fenced, "another relay has published meanwhile");
  }
  source_ = std::make_unique<BatchSource>(settings_.database, open_->published.cursor, settings_.batch);
  return StepOutcome::done;
}

void Relay::close() {
  kafka_watch_.expect(std::nullopt);
  source_.reset();
  metrics_.accounts_remembered(0);
  open_.reset();
  lease_.reset();
}

StepOutcome Relay::failed(StepOutcome outcome, const std::string& reason) {
  publishing_since_ = 0;
  standing_by_since_.reset();
  if (outcome == StepOutcome::needs_operator) topics_judged_ = false;
  has_failed_ = outcome == StepOutcome::must_restart || outcome == StepOutcome::needs_operator;
  metrics_.failed(outcome);
  if (this->reason() != reason) {
    const auto level = outcome == StepOutcome::needs_operator ? spdlog::level::err : spdlog::level::warn;
    spdlog::log(level, "journal {}: {}: {}", journal_.value, name_of(outcome), reason);
  }
  set_reason(reason);
  return outcome;
}

bool Relay::holds_published() {
  kafka::Admin admin(settings_.cluster, admin_deadline(settings_));
  return !find_lost_records(open_->published, admin);
}

void Relay::become_ready() {
  set_reason(std::nullopt);
  spdlog::info("ready: journal {} is published up to position {}", journal_.value,
               open_->published.cursor.at.position.value);
}

void Relay::set_reason(std::optional<std::string> reason) {
  const std::lock_guard lock(mutex_);
  reason_ = std::move(reason);
}

std::optional<std::string> Relay::reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

void Relay::set_published(std::optional<ChainPoint> place) {
  const std::lock_guard lock(mutex_);
  published_ = place;
}

std::optional<ChainPoint> Relay::published() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

std::optional<std::string> Relay::why_not_ready() const {
  using Clock = std::chrono::steady_clock;
  const Clock::duration since(publishing_since_.load());
  if (since != Clock::duration::zero() && Clock::now().time_since_epoch() - since > batch_patience) {
    return fmt::format("Kafka has not taken a batch for {} s", batch_patience.count());
  }
  if (auto why = reason()) return why;
  if (auto why = lag_watch_.objection()) return why;
  return kafka_watch_.objection();
}

}  // namespace ledger
