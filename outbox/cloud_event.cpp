#include "outbox/cloud_event.hpp"

#include "ledger/publication/position_token.hpp"

namespace ledger {

CloudEvent::CloudEvent(std::string source) : source_(std::move(source)) {}

void CloudEvent::describe(const Event& event) {
  key_ = std::to_string(event.account.value);
  // Unlike a position, which another event may take after a failover, this never names two different facts.
  id_ = to_string(event.uid) + ":" + std::to_string(event.leg.value);
  time_ = format_moment(event.recorded);
  journal_ = std::to_string(event.journal.value);
  position_ = to_string(PositionToken{event.journal, event.position});
  version_ = std::to_string(event.version.value);
}

void CloudEvent::describe_event(const Event& event) {
  describe(event);
  type_.assign("ledger.event.").append(name_of(event.type)).append(".v").append(std::to_string(event.schema_version));
  schema_.assign("urn:ledger:schemas:events:")
      .append(name_of(event.type))
      .append(":")
      .append(std::to_string(event.schema_version));
  list_headers();
}

void CloudEvent::describe_balance(const Event& event) {
  describe(event);
  id_ += ":balance";
  type_ = "ledger.balance.v1";
  schema_ = "urn:ledger:schemas:events:balance:1";
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
              {"ledger_position", position_},
              {"ledger_version", version_}};
}

}  // namespace ledger
