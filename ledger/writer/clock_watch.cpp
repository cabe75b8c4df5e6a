#include "ledger/writer/clock_watch.hpp"

#include <prometheus/counter.h>
#include <spdlog/spdlog.h>

#include <optional>
#include <stop_token>
#include <thread>

#include "ledger/postgres/postgres.hpp"
#include "ledger/process/host_clocks.hpp"
#include "ledger/process/interruptible_sleep.hpp"
#include "ledger/process/optional_gauge.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds clock_interval{1};
constexpr SessionLimits clock_session_limits{
    .connect = std::chrono::seconds(2), .statement = std::chrono::seconds(2), .lock = std::chrono::seconds(1)};
constexpr std::chrono::seconds clock_answer_deadline{3};

/// The database's clock, and the latest time that any journal has recorded.
constexpr const char* clock_sql =
    "select (extract(epoch from clock_timestamp()) * 1000000)::bigint,"
    " (select max(last.recorded_us) from journal cross join lateral"
    "  (select recorded_us from event where event.journal = journal.journal order by position desc limit 1) as last)";

double seconds_of(std::chrono::microseconds duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

class ClockWatch::Loop {
 public:
  Loop(DatabaseSettings settings, ClockGate& gate, prometheus::Registry& metrics)
      : settings_(std::move(settings)),
        gate_(gate),
        difference_(metrics, "ledger_clock_difference_seconds",
                    "how far the database's clock is ahead of this host's, below 0 if it is behind", {}),
        head_ahead_(metrics, "ledger_clock_journal_ahead_seconds",
                    "how far the last recorded time is ahead of the database's clock, 0 if it is not", {}),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      try {
        look(stop);
      } catch (const std::exception& error) {
        if (!stop.stop_requested()) spdlog::warn("cannot read the database's clock: {}", error.what());
        connection_.reset();
        show(std::nullopt);
        gate_.observe({.asked = time_since_boot(), .answered = read_host_clocks(), .database = std::nullopt});
      }
      sleep_unless_stopped(stop, clock_interval);
    }
  }

  void look(const std::stop_token& stop) {
    connect(stop);
    ClockReading reading{.asked = time_since_boot(), .answered = {}, .database = std::nullopt};
    const auto rows = connection_->execute_prepared("clock", {});
    reading.answered = read_host_clocks();
    reading.database = moment_from_microseconds(rows.int64(0, 0));
    if (!rows.is_null(0, 1)) reading.head = moment_from_microseconds(rows.int64(0, 1));
    gate_.observe(reading);
    show(reading);
  }

  void connect(const std::stop_token& stop) {
    if (connection_) return;
    connection_.emplace(settings_, Session{.application = "ledger-clock", .limits = clock_session_limits},
                        AnswerLimits{.deadline = clock_answer_deadline, .stop = stop});
    connection_->prepare("clock", clock_sql);
  }

  /// The server read its clock about half way between question and answer.
  void show(const std::optional<ClockReading>& reading) {
    if (!reading) {
      difference_.set(std::nullopt);
      return head_ahead_.set(std::nullopt);
    }
    const auto took = reading->answered.since_boot - reading->asked;
    difference_.set(seconds_of(*reading->database - (reading->answered.wall - took / 2)));
    head_ahead_.set(reading->head > *reading->database ? seconds_of(reading->head - *reading->database) : 0);
  }

  const DatabaseSettings settings_;
  ClockGate& gate_;
  OptionalGauge difference_;
  OptionalGauge head_ahead_;
  std::optional<PostgresConnection> connection_;
  std::jthread thread_;
};

ClockWatch::ClockWatch(DatabaseSettings settings, ClockGate& gate, prometheus::Registry& metrics)
    : loop_(std::make_unique<Loop>(std::move(settings), gate, metrics)) {}

ClockWatch::~ClockWatch() = default;

}  // namespace ledger
