#include "api/http/backlog.hpp"

#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

using namespace std::chrono_literals;

constexpr auto wait_max = 25ms;

}  // namespace

TEST_CASE("A backlog refuses what came too late only while nothing comes in time", "[http][backlog]") {
  Backlog backlog;
  const Backlog::Clock::time_point begin{};
  const auto refuses = [&](std::chrono::milliseconds waited, std::chrono::milliseconds at) {
    return backlog.refuses(waited, wait_max, begin + at);
  };

  SECTION("a burst is worked off") {
    CHECK_FALSE(refuses(26ms, 0ms));
    CHECK_FALSE(refuses(90ms, 99ms));
    CHECK_FALSE(refuses(90ms, 100ms));
    CHECK(refuses(90ms, 101ms));
    CHECK(refuses(26ms, 601ms));
  }
  SECTION("one that came in time ends it") {
    CHECK_FALSE(refuses(26ms, 0ms));
    CHECK_FALSE(refuses(25ms, 101ms));
    CHECK_FALSE(refuses(26ms, 102ms));
    CHECK_FALSE(refuses(26ms, 202ms));
    CHECK(refuses(26ms, 203ms));
    CHECK_FALSE(refuses(0ms, 204ms));
    CHECK_FALSE(refuses(26ms, 205ms));
  }
  SECTION("a first one that came too late after a long time is answered") {
    CHECK_FALSE(refuses(0ms, 0ms));
    CHECK_FALSE(refuses(1'000ms, 60'000ms));
  }
  SECTION("one that comes alone is answered, however late those before it came") {
    CHECK_FALSE(refuses(26ms, 0ms));
    CHECK_FALSE(refuses(1'000ms, 501ms));
    CHECK_FALSE(refuses(1'000ms, 60'000ms));
  }
}

}  // namespace ledger::api
