#include "outbox/relay/kafka_watch.hpp"

#include <fmt/format.h>

#include "ledger/process/interruptible_sleep.hpp"
#include "outbox/kafka/admin.hpp"
#include "outbox/kafka/failure.hpp"
#include "outbox/topics/lost_records.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds kafka_look_interval{1};
/// A question takes milliseconds; while a broker goes and comes back, a second or two.
constexpr std::chrono::seconds answer_deadline{2};
constexpr int looks_before_loss = 2;

/// The relay's own clients tell of lost brokers; once is enough.
kafka::ClusterSettings with_few_words(kafka::ClusterSettings cluster) {
  cluster.properties.emplace_back("log_level", "2");
  return cluster;
}

}  // namespace

KafkaWatch::KafkaWatch(const RelaySettings& settings)
    : cluster_(with_few_words(settings.cluster)),
      topics_{settings.topics.events, settings.topics.balances, settings.topics.cursors},
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

KafkaWatch::~KafkaWatch() {
  thread_.request_stop();
  thread_.join();
}

void KafkaWatch::run(const std::stop_token& stop) {
  std::optional<kafka::Admin> admin;
  while (!stop.stop_requested()) {
    try {
      if (!admin) admin.emplace(cluster_, answer_deadline);
      look(*admin);
    } catch (const kafka::Failure& failure) {
      // In librdkafka 2.8 a client that knew a topic may get no answer about one that was made anew under its name.
      admin.reset();
      const bool answered = failure.remedy() == kafka::Remedy::ask_operator;
      note(generation(),
           {.objection = answered ? failure.what() : fmt::format("Kafka does not answer: {}", failure.what()),
            .loss = {}});
    } catch (const std::exception& error) {
      admin.reset();
      note(generation(), {.objection = fmt::format("Kafka does not answer: {}", error.what()), .loss = {}});
    }
    sleep_unless_stopped(stop, kafka_look_interval);
  }
}

void KafkaWatch::look(kafka::Admin& admin) {
  const auto begun = generation();
  for (const auto& topic : topics_) {
    if (admin.partitions_of(topic)) continue;
    note(begun,
         {.objection = fmt::format("topic {} is not there", topic), .loss = fmt::format("topic {} is gone", topic)});
    return;
  }
  note(begun, {.objection = {}, .loss = find_loss(admin)});
}

std::optional<std::string> KafkaWatch::find_loss(kafka::Admin& admin) {
  std::unique_lock lock(mutex_);
  const auto expected = expected_;
  lock.unlock();
  return expected ? find_lost_records(*expected, admin) : std::nullopt;
}

void KafkaWatch::note(int generation, Finding finding) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  looks_with_loss_ = finding.loss ? looks_with_loss_ + 1 : 0;
  if (looks_with_loss_ < looks_before_loss) finding.loss.reset();
  if (!finding.objection) finding.objection = finding.loss;
  finding_ = std::move(finding);
}

int KafkaWatch::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

void KafkaWatch::forget() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  looks_with_loss_ = 0;
  finding_ = {};
}

void KafkaWatch::expect(std::optional<RelayNote> published) {
  const std::lock_guard lock(mutex_);
  expected_ = std::move(published);
}

std::optional<std::string> KafkaWatch::objection() const {
  const std::lock_guard lock(mutex_);
  return finding_.objection;
}

std::optional<std::string> KafkaWatch::loss() const {
  const std::lock_guard lock(mutex_);
  return finding_.loss;
}

}  // namespace ledger
