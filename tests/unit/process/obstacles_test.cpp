// Several parts of a program report the obstacles that keep it from working.
#include "ledger/process/obstacles.hpp"

#include "tests/support/catch.hpp"

namespace ledger::test {
namespace {

/// Returns "code, code", in the order in which they are reported.
std::string codes_of(const Obstacles& obstacles) {
  std::string codes;
  for (const auto& each : obstacles.all()) codes += (codes.empty() ? "" : ", ") + each.code;
  return codes;
}

}  // namespace

TEST_CASE("An obstacle stands until the one who noted it takes it back", "[obstacles]") {
  Obstacles obstacles;
  CHECK(obstacles.all().empty());
  obstacles.note("writer of journal 0", {.code = "journal_behind", .detail = "behind"});
  obstacles.note("clock", {.code = "clock_uncertain", .detail = "3 s"});
  obstacles.note("clock", {.code = "clock_uncertain", .detail = "4 s"});
  CHECK(codes_of(obstacles) == "clock_uncertain, journal_behind");
  CHECK(obstacles.all().front().detail == "4 s");
  obstacles.clear("clock", "journal_behind");
  obstacles.clear("somebody else", "clock_uncertain");
  CHECK(codes_of(obstacles) == "clock_uncertain, journal_behind");
  obstacles.clear("clock", "clock_uncertain");
  CHECK(codes_of(obstacles) == "journal_behind");
}

TEST_CASE("What several note alike is listed once", "[obstacles]") {
  Obstacles obstacles;
  obstacles.note("writer of journal 0", {.code = "journal_behind", .detail = "behind"});
  obstacles.note("writer of journal 1", {.code = "journal_behind", .detail = "behind"});
  CHECK(codes_of(obstacles) == "journal_behind");
  obstacles.note("writer of journal 2", {.code = "journal_behind", .detail = "far behind"});
  CHECK(codes_of(obstacles) == "journal_behind, journal_behind");
  obstacles.clear("writer of journal 0", "journal_behind");
  CHECK(codes_of(obstacles) == "journal_behind, journal_behind");
  obstacles.clear("writer of journal 1", "journal_behind");
  CHECK(codes_of(obstacles) == "journal_behind");
}

}  // namespace ledger::test
