// Texts that W3C Trace Context calls valid are read, and nothing else is.
#include "ledger/domain/values/trace_parent.hpp"

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

const std::string valid_trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

std::string changed_at(std::size_t place, const std::string& text) {
  return std::string(valid_trace).replace(place, text.size(), text);
}

}  // namespace

TEST_CASE("A traceparent is read and written as it came", "[trace]") {
  const auto read = parse_trace_parent(valid_trace);
  REQUIRE(read);
  CHECK(read->trace_id.front() == 0x0a);
  CHECK(read->parent_id.back() == 0x31);
  CHECK(read->flags == 1);
  CHECK(to_string(*read) == valid_trace);
  // The parts of a later version that are known are read.
  CHECK(parse_trace_parent("01" + valid_trace.substr(2)) == read);
  CHECK(parse_trace_parent("cc" + valid_trace.substr(2) + "-what-the-future-brings") == read);
}

TEST_CASE("A traceparent that is not valid is none", "[trace]") {
  for (const auto& wrong :
       {std::string(), valid_trace.substr(1), valid_trace + "-", valid_trace + "0", "ff" + valid_trace.substr(2),
        "0g" + valid_trace.substr(2), "01" + valid_trace.substr(2) + "x", changed_at(2, "_"), changed_at(35, "0"),
        changed_at(52, "_"), changed_at(3, "A"), changed_at(40, "X"), changed_at(53, "0G"),
        changed_at(3, std::string(32, '0')), changed_at(36, std::string(16, '0'))}) {
    INFO(wrong);
    CHECK_FALSE(parse_trace_parent(wrong));
  }
}

}  // namespace ledger
