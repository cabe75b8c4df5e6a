#include "ledger/domain/values/moment.hpp"

#include "tests/support/catch.hpp"

namespace ledger {

TEST_CASE("A moment means the same however it is written", "[moment]") {
  constexpr const char* midnight = "2022-05-05T00:00:00.000000Z";
  for (const auto* text :
       {"2022-05-05", "2022-05-05T00:00", "2022-05-05T00:00:00", "2022-05-05 00:00", "2022-05-05T00:00:00Z",
        "2022-05-05t00:00:00z", "2022-05-05T00:00:00.0", "2022-05-05T00:00:00.00000000", "2022-05-05T00:00:00.0000009Z",
        "2022-05-05T03:00+03:00", "2022-05-04T21:30:00.000-02:30", "2022-05-05T00:00:00+00:00"}) {
    INFO(text);
    const auto moment = parse_moment(text);
    REQUIRE(moment);
    CHECK(format_moment(*moment) == midnight);
  }
  CHECK(microseconds_since_epoch(parse_moment("1970-01-01T05:00:00+05:00").value()) == 0);
  CHECK(format_moment(parse_moment("9999-12-31T23:59:59.999999Z").value()) == "9999-12-31T23:59:59.999999Z");
  CHECK(format_moment(parse_moment("2023-01-30T00:00:00.00000000").value()) == "2023-01-30T00:00:00.000000Z");
  CHECK(format_moment(parse_moment("2024-02-29T23:59:59.1234567").value()) == "2024-02-29T23:59:59.123456Z");
}

TEST_CASE("What is not a moment is refused", "[moment]") {
  for (const auto* text : {"",
                           "2022",
                           "2022-05",
                           "2022-5-5",
                           "2022-13-01",
                           "2022-00-01",
                           "2022-02-29",
                           "2022-05-32",
                           "1969-12-31",
                           "1970-01-01T00:00:00+05:00",
                           "1970-01-01T00:00:00+00:01",
                           "9999-12-31T23:59:59-00:01",
                           "2022-05-05T",
                           "2022-05-05T24:00",
                           "2022-05-05T00:60",
                           "2022-05-05T00:00:60",
                           "2022-05-05T00:00:00.",
                           "2022-05-05T00:00:00.5x",
                           "2022-05-05T00:00+3",
                           "2022-05-05T00:00+0300",
                           "2022-05-05T00:00+24:00",
                           "2022-05-05Z",
                           "2022-05-05+03:00",
                           " 2022-05-05",
                           "2022-05-05 ",
                           "05.05.2022",
                           "+2022-05-05"}) {
    INFO(text);
    CHECK_FALSE(parse_moment(text));
  }
}

}  // namespace ledger
