// Clocks are trusted or not: each thing that can happen to them, as a table of readings and verdicts.
#include "ledger/domain/clock_agreement.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Doubt = ClockDoubt;

/// The right time when the host was started.
const Moment start = moment_from_microseconds(1'700'000'000'000'000);
constexpr milliseconds quick{2};

/// A reading, as errors of clocks that should show `start` and the time since.
struct Step {
  /// Since the host's start.
  milliseconds at;
  milliseconds database_error{};
  milliseconds wall_error{};
  Doubt expected = Doubt::none;
  /// The duration of the answer; the database read its clock in the middle of it.
  milliseconds answer = quick;
  /// The time by which the journal's last event is ahead of the right time.
  milliseconds head_ahead = -1h;
};

ClockReading reading_of(const Step& step) {
  return {.asked = step.at - step.answer,
          .answered = {.wall = start + step.at + step.wall_error, .since_boot = step.at},
          .database = start + step.at - step.answer / 2 + step.database_error,
          .head = start + step.at + step.head_ahead};
}

std::string name_of(Doubt doubt) {
  switch (doubt) {
    case Doubt::none:
      return "none";
    case Doubt::difference:
      return "difference";
    case Doubt::step:
      return "step";
    case Doubt::settling:
      return "settling";
    case Doubt::behind_journal:
      return "behind_journal";
  }
  return "?";
}

void check_scenario(const std::vector<Step>& steps, ClockLimits limits = {}) {
  ClockAgreement agreement(limits);
  for (const auto& step : steps) {
    INFO("at " << step.at.count() << " ms");
    CHECK(name_of(agreement.observe(reading_of(step)).doubt) == name_of(step.expected));
  }
}

}  // namespace

TEST_CASE("Clocks that agree are trusted at once", "[clocks]") {
  check_scenario({{.at = 10s}, {.at = 11s}, {.at = 12s}});
  // Up to the limit, and to another server that is two seconds off and back.
  check_scenario({{.at = 10s, .database_error = 4'900ms}, {.at = 11s, .database_error = 2s}, {.at = 12s}});
  check_scenario({{.at = 10s, .database_error = -4'900ms}, {.at = 11s, .database_error = -2s}, {.at = 12s}});
  check_scenario({{.at = 10s, .database_error = 2s}, {.at = 11s, .database_error = -2s}, {.at = 12s}});
  // Exactly at the limit, as far as can be told.
  check_scenario({{.at = 10s, .database_error = 5s, .answer = 0ms}});
}

TEST_CASE("A database's clock that is far from the host's is not trusted until they have agreed for a minute",
          "[clocks]") {
  const milliseconds error = GENERATE(milliseconds(1h), milliseconds(-10min), 5'100ms, -5'100ms);
  check_scenario({{.at = 10s},
                  {.at = 11s, .database_error = error, .expected = Doubt::difference},
                  {.at = 13s, .database_error = error, .expected = Doubt::difference},
                  {.at = 14s, .expected = Doubt::settling},
                  {.at = 73s, .expected = Doubt::settling},
                  {.at = 74s}});
  // However long it lasts, and from the beginning.
  check_scenario({{.at = 10s, .database_error = error, .expected = Doubt::difference},
                  {.at = 1h, .database_error = error, .expected = Doubt::difference}});
  // The host's clock is the false one.
  check_scenario({{.at = 10s}, {.at = 11s, .wall_error = error, .expected = Doubt::difference}});
}

TEST_CASE("Clocks that are set together are trusted again after a minute", "[clocks]") {
  const milliseconds error = GENERATE(milliseconds(1h), milliseconds(-10min), 6'000ms, -6'000ms);
  check_scenario({{.at = 10s},
                  {.at = 11s, .database_error = error, .wall_error = error, .expected = Doubt::step},
                  {.at = 12s, .database_error = error, .wall_error = error, .expected = Doubt::settling},
                  {.at = 70s, .database_error = error, .wall_error = error, .expected = Doubt::settling},
                  {.at = 71s, .database_error = error, .wall_error = error}});
  // And set right within it: the minute begins anew.
  check_scenario({{.at = 10s},
                  {.at = 11s, .database_error = error, .wall_error = error, .expected = Doubt::step},
                  {.at = 14s, .expected = Doubt::step},
                  {.at = 73s, .expected = Doubt::settling},
                  {.at = 74s}});
}

TEST_CASE("A step is noticed however long nobody looked, and in small pieces", "[clocks]") {
  check_scenario({{.at = 10s}, {.at = 5h, .database_error = 7s, .wall_error = 7s, .expected = Doubt::step}});
  check_scenario({{.at = 10s},
                  {.at = 11s, .database_error = 3s, .wall_error = 3s},
                  {.at = 12s, .database_error = 6s, .wall_error = 6s, .expected = Doubt::step}});
  // The database moves within what is allowed, but further than a clock that is only read.
  check_scenario({{.at = 10s, .database_error = -4s}, {.at = 11s, .database_error = 4s, .expected = Doubt::step}});
}

TEST_CASE("Clocks that drift together are trusted, and one that drifts away is not", "[clocks]") {
  ClockAgreement together({});
  ClockAgreement alone({});
  for (int minute = 1; minute <= 600; ++minute) {
    // Forty times as much as a bad quartz.
    const milliseconds drift = minute * 1'200ms;
    Step step{.at = minute * 60'000ms, .database_error = drift, .wall_error = drift};
    CHECK(together.observe(reading_of(step)).is_certain());
    step.wall_error = 0ms;
    CHECK(alone.observe(reading_of(step)).is_certain() == (drift <= 5s));
  }
}

TEST_CASE("A process that was stopped, or slept, or waited for an answer raises no doubt", "[clocks]") {
  // Stopped between two readings, or together with its host: all clocks went on.
  check_scenario({{.at = 10s}, {.at = 610s}, {.at = 611s}});
  // Stopped between a question and its answer.
  check_scenario({{.at = 10s}, {.at = 610s, .answer = 600s}, {.at = 611s}});
  // A slow answer still refutes what it can.
  check_scenario({{.at = 10s}, {.at = 14s, .database_error = 8s, .expected = Doubt::difference, .answer = 4s}});
  // It ends no doubt.
  check_scenario({{.at = 10s, .database_error = 9s, .expected = Doubt::difference},
                  {.at = 12s, .expected = Doubt::settling, .answer = 1s},
                  {.at = 100s, .expected = Doubt::settling, .answer = 1s},
                  {.at = 101s, .expected = Doubt::settling},
                  {.at = 160s, .expected = Doubt::settling},
                  {.at = 161s}});
}

TEST_CASE("A new process whose clocks are behind the journal watches them for a minute", "[clocks]") {
  check_scenario({{.at = 10s, .expected = Doubt::behind_journal, .head_ahead = 10min},
                  {.at = 69s, .expected = Doubt::behind_journal, .head_ahead = 10min},
                  {.at = 70s, .head_ahead = 10min},
                  {.at = 71s, .head_ahead = 10min}});
  // Another server's clock is a little behind the one that failed.
  check_scenario({{.at = 10s, .head_ahead = 2s}});
  // Somebody else recorded a false time: clocks that have been watched are believed.
  check_scenario({{.at = 10s}, {.at = 70s}, {.at = 71s, .head_ahead = 1h}});
}

TEST_CASE("The host's own clock is watched while the database is away", "[clocks]") {
  ClockAgreement agreement({});
  REQUIRE(agreement.observe(reading_of({.at = 10s})).is_certain());
  auto alone = reading_of({.at = 11s, .wall_error = 1h});
  alone.database.reset();
  CHECK(agreement.observe(alone).doubt == Doubt::step);
  // Nothing proves that the database agrees.
  alone = reading_of({.at = 200s, .wall_error = 1h});
  alone.database.reset();
  CHECK(agreement.observe(alone).doubt == Doubt::settling);
}

TEST_CASE("A verdict tells by how much", "[clocks]") {
  ClockAgreement agreement({.difference_max = 5s, .settling = 60s});
  CHECK(describe(agreement.observe(reading_of({.at = 10s}))).empty());
  const auto ahead = agreement.observe(reading_of({.at = 11s, .database_error = 1h}));
  CHECK(describe(ahead) == "the database's clock is 3600.0 s ahead of this host's");
  CHECK(ahead.difference > 3'599s);
  CHECK(ahead.step > 3'599s);
  const auto settling = agreement.observe(reading_of({.at = 12s}));
  CHECK(describe(settling) == "the database's clock agrees with this host's again, and is watched for another 60.0 s");
  const auto back = agreement.observe(reading_of({.at = 13s, .database_error = -20s, .wall_error = -20s}));
  CHECK(describe(back) == "the database's or this host's clock was set 20.0 s back");
  ClockAgreement fresh({});
  CHECK(describe(fresh.observe(reading_of({.at = 10s, .head_ahead = 10min}))) ==
        "the database's clock is 600.0 s behind the journal's last event, and is watched for another 60.0 s");
}

TEST_CASE("Limits other than the usual ones are kept", "[clocks]") {
  check_scenario({{.at = 10s},
                  {.at = 11s, .database_error = 1'500ms, .expected = Doubt::difference},
                  {.at = 12s, .expected = Doubt::settling},
                  {.at = 14s}},
                 {.difference_max = 1s, .settling = 2s});
}

}  // namespace ledger
