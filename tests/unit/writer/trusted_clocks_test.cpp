// A process reports the state of its clocks to the log, to operators, and to the parts that must not write.
#include "ledger/writer/session/clock_gate.hpp"

#include "tests/support/catch.hpp"

namespace ledger::test {
namespace {

using namespace std::chrono_literals;

/// A reading at that time since the host's start, with a database whose clock is so much ahead.
ClockReading reading_at(std::chrono::seconds at, std::chrono::seconds ahead = 0s,
                        std::chrono::microseconds wall_ahead = 0us) {
  const auto start = moment_from_microseconds(1'700'000'000'000'000);
  return {.asked = at,
          .answered = {.wall = start + at + wall_ahead, .since_boot = at},
          .database = start + at + ahead + wall_ahead,
          .head = Moment::min()};
}

double gauge(const prometheus::Registry& metrics, const std::string& name) {
  for (const auto& family : metrics.Collect()) {
    if (family.name == name) return family.metric.front().gauge.value;
  }
  throw std::runtime_error("no metric " + name);
}

}  // namespace

TEST_CASE("Clocks that are not trusted close the gate until they have settled", "[clocks]") {
  Obstacles obstacles;
  prometheus::Registry metrics;
  ClockGate gate({}, obstacles, metrics);
  CHECK(gate.is_open());
  CHECK(gate.observe(reading_at(10s)));
  CHECK(gate.is_open());
  CHECK(obstacles.all().empty());

  CHECK_FALSE(gate.observe(reading_at(11s, 3600s)));
  CHECK_FALSE(gate.is_open());
  CHECK(gauge(metrics, "ledger_clock_uncertain") == 1);
  CHECK(gauge(metrics, "ledger_clock_step_seconds") > 3'590);
  REQUIRE(obstacles.all().size() == 1);
  CHECK(obstacles.all().front().code == "clock_uncertain");
  CHECK(obstacles.all().front().stops == Obstacle::Stops::writes);
  CHECK(obstacles.all().front().detail == "the database's clock is 3600.0 s ahead of this host's");

  // The reason for the doubts now, and still the amount by which the clocks were set.
  CHECK_FALSE(gate.observe(reading_at(12s, 0s, 3us)));
  CHECK_FALSE(gate.is_open());
  REQUIRE(obstacles.all().size() == 1);
  CHECK(obstacles.all().front().detail.find("is watched for another 60.0 s") != std::string::npos);
  CHECK(gauge(metrics, "ledger_clock_step_seconds") > 3'590);

  CHECK(gate.observe(reading_at(72s)));
  CHECK(gate.is_open());
  CHECK(obstacles.all().empty());
  CHECK(gauge(metrics, "ledger_clock_uncertain") == 0);
  CHECK(gauge(metrics, "ledger_clock_step_seconds") == 0);

  // Within what is allowed nothing is shown as a step.
  CHECK(gate.observe(reading_at(73s, 0s, 3s)));
  CHECK(gauge(metrics, "ledger_clock_step_seconds") == 0);
}

}  // namespace ledger::test
