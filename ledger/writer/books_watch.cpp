#include "ledger/writer/books_watch.hpp"

#include <spdlog/spdlog.h>

#include <optional>
#include <stop_token>
#include <thread>

#include "ledger/postgres/postgres.hpp"
#include "ledger/process/interruptible_sleep.hpp"
#include "ledger/process/metrics.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds books_interval{2};
constexpr SessionLimits books_session_limits{
    .connect = std::chrono::seconds(2), .statement = std::chrono::seconds(2), .lock = std::chrono::seconds(1)};
constexpr std::chrono::seconds books_answer_deadline{3};

constexpr const char* books_mismatch_code = "books_closed_mismatch";
constexpr const char* books_source = "books";
constexpr const char* name_prefix = "ledger-books ";
constexpr const char* not_closed = "not closed";

/// Selects what the processes connected to this database announce, each text once.
constexpr const char* announced_sql =
    "select distinct substr(application_name, 14) from pg_stat_activity"
    " where datname = current_database() and application_name like 'ledger-books %' order by 1";

}  // namespace

class BooksWatch::Loop {
 public:
  Loop(DatabaseSettings settings, Moment closed_until, Obstacles& obstacles, prometheus::Registry& metrics)
      : settings_(std::move(settings)),
        own_(closed_until == Moment::min() ? not_closed : format_moment(closed_until)),
        obstacles_(obstacles),
        mismatch_(add_gauge(metrics, "ledger_books_closed_mismatch",
                            "1 while another ledger-api has its books closed until another time, else 0")),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      try {
        show(others(stop));
      } catch (const std::exception& error) {
        if (!stop.stop_requested()) spdlog::warn("cannot see until when others close their books: {}", error.what());
        connection_.reset();
      }
      sleep_unless_stopped(stop, books_interval);
    }
  }

  /// Returns what other processes announce that differs from what this one announces.
  std::string others(const std::stop_token& stop) {
    if (!connection_) {
      connection_.emplace(settings_, Session{.application = name_prefix + own_, .limits = books_session_limits},
                          AnswerLimits{.deadline = books_answer_deadline, .stop = stop});
    }
    std::string different;
    const auto rows = connection_->execute_often(announced_sql);
    for (int row = 0; row < rows.rows(); ++row) {
      if (rows.text(row, 0) != own_) different += (different.empty() ? "" : ", ") + rows.text(row, 0);
    }
    return different;
  }

  void show(const std::string& different) {
    mismatch_.Set(different.empty() ? 0 : 1);
    if (different == told_) return;
    told_ = different;
    if (different.empty()) {
      spdlog::info("all have their books closed until the same time again");
      return obstacles_.clear(books_source, books_mismatch_code);
    }
    const auto detail = "books are closed until " + own_ + " here, and elsewhere until " + different +
                        ": give all the same LEDGER_BOOKS_CLOSED_UNTIL";
    spdlog::error("{}", detail);
    obstacles_.note(books_source,
                    {.code = books_mismatch_code, .detail = detail, .stops = Obstacle::Stops::some_writes});
  }

  const DatabaseSettings settings_;
  const std::string own_;
  Obstacles& obstacles_;
  prometheus::Gauge& mismatch_;
  /// The text that was noted last.
  std::string told_;
  std::optional<PostgresConnection> connection_;
  std::jthread thread_;
};

BooksWatch::BooksWatch(DatabaseSettings settings, Moment closed_until, Obstacles& obstacles,
                       prometheus::Registry& metrics)
    : loop_(std::make_unique<Loop>(std::move(settings), closed_until, obstacles, metrics)) {}

BooksWatch::~BooksWatch() = default;

}  // namespace ledger
