// Looks now and then whether Kafka, the topics and what was published are there: a relay that has nothing to publish,
// or stands by, would not notice.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "outbox/topics/relay_note.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

namespace kafka {
class Admin;
}

/// A thread of its own.
class KafkaWatch {
 public:
  explicit KafkaWatch(const RelaySettings& settings);
  /// Stops the thread, which may take as long as a question to a cluster that is away.
  ~KafkaWatch();
  KafkaWatch(const KafkaWatch&) = delete;
  KafkaWatch& operator=(const KafkaWatch&) = delete;
  /// Asks the thread to end, and does not wait. For any thread.
  void request_stop() { thread_.request_stop(); }

  /// Forgets what was found before, since topics have just been made, or seen. For any thread.
  void forget();
  /// Sets what the topics must hold from now on; nothing if they may be as they like. For any thread.
  void expect(std::optional<RelayNote> published);
  /// Returns why nothing could be published at the last look; nothing while all is there. For any thread.
  [[nodiscard]] std::optional<std::string> objection() const;
  /// Returns the topic or records that were missing at the last two looks. One look alone may have asked a broker that
  /// had not heard yet. For any thread.
  [[nodiscard]] std::optional<std::string> loss() const;

 private:
  struct Finding {
    std::optional<std::string> objection;
    std::optional<std::string> loss;
  };
  void run(const std::stop_token& stop);
  void look(kafka::Admin& admin);
  std::optional<std::string> find_loss(kafka::Admin& admin);
  [[nodiscard]] int generation() const;
  void note(int generation, Finding finding);

  kafka::ClusterSettings cluster_;
  std::vector<std::string> topics_;
  mutable std::mutex mutex_;
  Finding finding_;
  std::optional<RelayNote> expected_;
  /// The generation of what is found; forget() begins a new one.
  int generation_ = 0;
  int looks_with_loss_ = 0;
  std::jthread thread_;
};

}  // namespace ledger
