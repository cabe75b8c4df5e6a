// The relay of one journal: does what its state asks for, and reports what became of it.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

#include "ledger/followers/journal_workers.hpp"
#include "ledger/followers/lag_watch.hpp"
#include "ledger/tracing/tracer.hpp"
#include "outbox/pacing/pacing.hpp"
#include "outbox/relay/batch_source.hpp"
#include "outbox/relay/confirmation_watch.hpp"
#include "outbox/relay/kafka_watch.hpp"
#include "outbox/relay/publisher.hpp"
#include "outbox/relay/relay_lease.hpp"
#include "outbox/relay/relay_metrics.hpp"
#include "outbox/relay/relay_start.hpp"
#include "outbox/relay/relay_state.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// For one thread, but for why_not_ready().
class Relay final : public JournalWorker {
 public:
  /// The registry and the tracer must outlive this.
  Relay(RelaySettings settings, JournalId journal, prometheus::Registry& metrics, const Tracer& tracer);
  ~Relay() override;
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  /// Publishes until stopped. Throws nothing that it can recover from.
  void run(const std::stop_token& stop) override;

  /// Returns what keeps it from publishing, for an operator; nothing while it publishes, or waits for the relay that
  /// does. For any thread.
  [[nodiscard]] std::optional<std::string> why_not_ready() const override;

 private:
  StepOutcome step(Stage stage, const std::stop_token& stop);
  StepOutcome take_lease(const std::stop_token& stop);
  StepOutcome start(const std::stop_token& stop);
  /// Returns what an operator has to change about the topics first. Warns once of what is only risky.
  std::optional<std::string> judge_topics_now();
  StepOutcome publish(const std::stop_token& stop);
  StepOutcome abort();
  void close();
  /// `had_traces`: there may be traces of what was published.
  void write_note(const std::stop_token& stop, bool had_traces);
  void enter(const RelayState& state);

  StepOutcome failed(StepOutcome outcome, const std::string& reason);
  [[nodiscard]] std::optional<std::string> reason() const;
  /// Returns true if the topics hold all that was published, as far as their ends tell. Throws kafka::Failure.
  bool holds_published();
  void become_ready();
  void set_published(std::optional<ChainPoint> place);
  [[nodiscard]] std::optional<ChainPoint> published() const;
  void set_reason(std::optional<std::string> reason);

  RelaySettings settings_;
  JournalId journal_;
  std::string holder_;
  RelayMetrics metrics_;
  const Tracer& tracer_;
  Publisher publisher_;
  Pacing pacing_;
  ConfirmationWatch confirmation_;
  LineMemory line_memory_;

  /// The connection that a relay asks for the lease on while another holds it.
  std::optional<PostgresConnection> lease_connection_;
  std::unique_ptr<RelayLease> lease_;
  std::optional<OpenRelay> open_;
  std::unique_ptr<BatchSource> source_;

  /// True if the topics were found in order since an operator was last needed.
  bool topics_judged_ = false;
  /// The warnings that were given already.
  std::set<std::string> warned_;
  /// While another relay has the lease.
  std::optional<std::chrono::steady_clock::time_point> standing_by_since_;
  /// True if the last attempt ended with a failure that another relay would meet as well.
  bool has_failed_ = false;

  /// The time on the steady clock when the batch that is being published was begun; 0 while there is none.
  std::atomic<std::chrono::steady_clock::rep> publishing_since_{0};
  mutable std::mutex mutex_;
  std::optional<std::string> reason_{"the relay is starting"};
  /// The last event that this relay knows to be in Kafka, while it is the one that publishes.
  std::optional<ChainPoint> published_;

  KafkaWatch kafka_watch_;
  LagWatch lag_watch_;
};

}  // namespace ledger
