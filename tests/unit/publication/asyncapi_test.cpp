// The AsyncAPI document and the program say the same.
#include <fstream>
#include <sstream>

#include "outbox/topics/cloud_event.hpp"
#include "outbox/topics/relay_settings.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {

TEST_CASE("asyncapi.yaml names every type of event, header and topic", "[asyncapi]") {
  std::ifstream file(std::string(LEDGER_SOURCE_DIR) + "/schemas/asyncapi.yaml");
  std::stringstream stream;
  stream << file.rdbuf();
  const auto document = stream.str();
  for (std::int16_t number = 1; event_type_from_number(number); ++number) {
    const auto name = std::string(name_of(*event_type_from_number(number)));
    CHECK_THAT(document, Contains("'#/components/messages/" + name + "'"));
    CHECK_THAT(document, Contains("'./events/" + name + ".json'"));
  }
  CloudEvent described("/ledger");
  Event event;
  event.currency = Currency::from_code("USD").value();
  described.describe_event(event, Epoch(2), TraceParent{});
  for (const auto& header : described.headers()) {
    CHECK_THAT(document, Contains("          " + std::string(header.name) + ":\n"));
  }
  CHECK_THAT(document, Contains("'#/components/messages/journal_rewound'"));
  CHECK_THAT(document, Contains("'./events/journal_rewound.json'"));
  const TopicSettings topics;
  for (const auto& name : {topics.events, topics.balances, topics.cursors}) {
    CHECK_THAT(document, Contains("address: " + name + "\n"));
  }
  CHECK_THAT(document, Contains("partitions: " + std::to_string(topics.partitions) + "\n"));
}

}  // namespace ledger::test
