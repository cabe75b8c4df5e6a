#include "ledger/domain/newer_event.hpp"

namespace ledger {

std::string what_is_newer(const Event& event) {
  return std::string("the event at position ")
      .append(std::to_string(event.journal.value))
      .append(":")
      .append(std::to_string(event.position.value))
      .append(" is of type ")
      .append(std::to_string(static_cast<std::int16_t>(event.type)))
      .append(", schema version ")
      .append(std::to_string(event.schema_version))
      .append(", which this program does not know: a newer program is needed");
}

}  // namespace ledger
