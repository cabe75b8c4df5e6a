// Anchors as they are printed, typed and kept in files.
#include "ledger/publication/anchor_text.hpp"

#include "tests/support/catch.hpp"

using namespace ledger;

namespace {

const std::string digits = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

}  // namespace

TEST_CASE("an anchor is read as it is printed", "[anchor]") {
  const auto anchor = parse_anchor("3:17:" + digits);
  REQUIRE(anchor);
  CHECK(anchor->journal == JournalId(3));
  CHECK(anchor->at.position == Position(17));
  CHECK(anchor->at.hash[0] == 0x9f);
  CHECK(to_string(*anchor) == "3:17:" + digits);
  CHECK(parse_anchor("17:" + digits) == Anchor{JournalId(0), {Position(17), anchor->at.hash}});
  CHECK(parse_anchor("0:0:" + digits));
}

TEST_CASE("what is no anchor is refused", "[anchor]") {
  for (const auto& text :
       {std::string(), digits, ":" + digits, "17:" + digits.substr(1), "-1:" + digits, "0:-1:" + digits,
        "1:2:3:" + digits, "x:" + digits, "17:" + digits + " ", "99999:1:" + digits}) {
    INFO(text);
    CHECK_FALSE(parse_anchor(text));
  }
}

TEST_CASE("a file of anchors has one a line, comments and empty lines", "[anchor]") {
  const auto read = parse_anchors("# kept on paper\n\n0:5:" + digits + "\r\n  7:" + digits + "  ");
  const auto* anchors = std::get_if<std::vector<Anchor>>(&read);
  REQUIRE(anchors != nullptr);
  REQUIRE(anchors->size() == 2);
  CHECK((*anchors)[1].at.position == Position(7));

  const auto refused = parse_anchors("0:5:" + digits + "\n\n0:6\n");
  REQUIRE(std::holds_alternative<WrongAnchorLine>(refused));
  CHECK(std::get<WrongAnchorLine>(refused).number == 3);
  CHECK(std::get<WrongAnchorLine>(refused).text == "0:6");
  CHECK(std::get<std::vector<Anchor>>(parse_anchors("")).empty());
}
