#include "outbox/topics/cloud_event.hpp"

#include "ledger/publication/position_token.hpp"

namespace ledger {
namespace {

constexpr std::string_view balance_type = "ledger.balance.v1";
constexpr std::string_view balance_schema = "urn:ledger:schemas:events:balance:1";

/// From the second epoch on an id says which: a client may send the uid of a void transaction again, and consumers
/// must not take what is recorded then for a double of it.
void add_epoch(std::string& id, Epoch epoch) {
  if (epoch != first_epoch) id.append(":e").append(std::to_string(epoch.value));
}

}  // namespace

CloudEvent::CloudEvent(std::string source) : source_(std::move(source)) {}

void CloudEvent::describe(const Event& event, Epoch epoch) {
  key_ = std::to_string(event.account.value);
  id_ = to_string(event.uid) + ":" + std::to_string(event.leg.value);
  time_ = format_moment(event.recorded);
  journal_ = std::to_string(event.journal.value);
  epoch_ = std::to_string(epoch.value);
  position_ = to_string(PositionToken{event.journal, event.position, epoch});
  version_ = std::to_string(event.version.value);
  trace_.clear();
}

void CloudEvent::describe_event(const Event& event, Epoch epoch, const std::optional<TraceParent>& trace) {
  describe(event, epoch);
  if (trace) trace_ = to_string(*trace);
  add_epoch(id_, epoch);
  type_.assign("ledger.event.").append(name_of(event.type)).append(".v").append(std::to_string(event.schema_version));
  schema_.assign("urn:ledger:schemas:events:")
      .append(name_of(event.type))
      .append(":")
      .append(std::to_string(event.schema_version));
  list_headers();
}

void CloudEvent::describe_balance(const Event& event, Epoch epoch) {
  describe(event, epoch);
  id_ += ":balance";
  add_epoch(id_, epoch);
  type_ = balance_type;
  schema_ = balance_schema;
  list_headers();
}

void CloudEvent::describe(JournalId journal, const Rewind& rewind, Moment now) {
  time_ = format_moment(now);
  journal_ = std::to_string(journal.value);
  epoch_ = std::to_string(rewind.epoch.value);
  position_ = to_string(PositionToken{journal, rewind.last_valid, rewind.epoch});
  version_.clear();
  trace_.clear();
}

void CloudEvent::describe_rewind(JournalId journal, const Rewind& rewind, Moment now) {
  describe(journal, rewind, now);
  key_.clear();
  id_ = "rewound:" + journal_ + ":e" + epoch_;
  type_ = "ledger.journal.rewound.v1";
  schema_ = "urn:ledger:schemas:events:journal_rewound:1";
  list_headers();
}

void CloudEvent::describe_vanished(JournalId journal, AccountId account, const Rewind& rewind, Moment now) {
  describe(journal, rewind, now);
  key_ = std::to_string(account.value);
  id_ = "vanished:" + key_ + ":e" + epoch_;
  type_ = balance_type;
  schema_ = balance_schema;
  list_headers();
}

void CloudEvent::list_headers() {
  headers_ = {{"ce_specversion", "1.0"},
              {"ce_id", id_},
              {"ce_source", source_},
              {"ce_type", type_},
              {"ce_time", time_},
              {"ce_dataschema", schema_},
              {"content-type", "application/json"},
              {"ledger_journal", journal_},
              {"ledger_position", position_}};
  if (!version_.empty()) headers_.push_back({"ledger_version", version_});
  if (!trace_.empty()) headers_.push_back({"traceparent", trace_});
  if (epoch_ != "1") headers_.push_back({"ledger_epoch", epoch_});
}

}  // namespace ledger
