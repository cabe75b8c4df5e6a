// The headers of a record: CloudEvents 1.0 in Kafka's binary mode, and the ledger's own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/epochs.hpp"
#include "ledger/domain/values/trace_parent.hpp"
#include "outbox/kafka/record.hpp"

namespace ledger {

/// The headers that say about an event what its value does not. The object is filled again and again, to spare
/// allocations.
class CloudEvent {
 public:
  /// `source` is a URI reference that tells this ledger from others.
  explicit CloudEvent(std::string source);

  /// The record that carries the event itself. `trace` is where its request stood in a trace.
  void describe_event(const Event& event, Epoch epoch, const std::optional<TraceParent>& trace = std::nullopt);
  /// The record that carries the account's balance after the event.
  void describe_balance(const Event& event, Epoch epoch);
  /// The record that says that events of earlier epochs behind a position are void. It has no key.
  void describe_rewind(JournalId journal, const Rewind& rewind, Moment now);
  /// The tombstone of an account that there is no more since the rewind.
  void describe_vanished(JournalId journal, AccountId account, const Rewind& rewind, Moment now);

  /// The account: what partitions are chosen by.
  [[nodiscard]] std::string_view key() const { return key_; }
  /// Valid until the next describe call.
  [[nodiscard]] const std::vector<kafka::Header>& headers() const { return headers_; }

 private:
  void describe(const Event& event, Epoch epoch);
  void describe(JournalId journal, const Rewind& rewind, Moment now);
  void list_headers();

  std::string source_;
  std::string key_;
  std::string id_;
  std::string type_;
  std::string time_;
  std::string schema_;
  std::string journal_;
  std::string epoch_;
  std::string position_;
  std::string version_;
  std::string trace_;
  std::vector<kafka::Header> headers_;
};

}  // namespace ledger
