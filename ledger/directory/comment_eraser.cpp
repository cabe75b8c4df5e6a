#include "ledger/directory/comment_eraser.hpp"

#include <spdlog/spdlog.h>

#include <optional>
#include <stop_token>
#include <thread>

#include "ledger/directory/comment_erasure.hpp"
#include "ledger/postgres/postgres.hpp"
#include "ledger/process/interruptible_sleep.hpp"
#include "ledger/process/metrics.hpp"

namespace ledger {
namespace {

/// Requests finish what they began themselves; this is for what they left. A look at an empty table costs nothing.
constexpr std::chrono::milliseconds erasure_look_interval{1'000};
constexpr std::int64_t pending_page_rows = 100;
/// The pieces of one erasure that are done before the next one has its turn: a hundred thousand events.
constexpr int pieces_max = 100;

constexpr SessionLimits eraser_limits{.connect = std::chrono::seconds(2),
                                      .statement = std::chrono::seconds(5),
                                      .lock = std::chrono::seconds(1),
                                      .idle_in_transaction = std::chrono::seconds(5)};
constexpr std::chrono::seconds eraser_answer_deadline{7};

/// Parameters: account and version to go on behind, how many at most.
constexpr const char* pending_sql =
    "select account_id, up_to_version from pending_erasure"
    " where (account_id, up_to_version) > ($1::bigint, $2::bigint) order by account_id, up_to_version limit $3::bigint";

constexpr const char* lock_not_available = "55P03";

}  // namespace

class CommentEraser::Loop {
 public:
  Loop(DatabaseSettings settings, prometheus::Registry& metrics, std::chrono::milliseconds stuck_interval)
      : settings_(std::move(settings)),
        stuck_interval_(stuck_interval),
        finished_(add_counter(metrics, "ledger_erasures_finished_total",
                              "Erasures of comments that a request left unfinished and this process finished")),
        pending_(add_gauge(metrics, "ledger_erasures_pending",
                           "Erasures of comments that were unfinished at this process's last check")),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  /// An erasure: its account and the version of its event.
  struct Erasure {
    std::int64_t account = 0;
    std::int64_t version = 0;
  };
  enum class Progress {
    finished,
    more,
    taken,  ///< by a process that does the same piece at this moment
    stuck,
  };

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::chrono::milliseconds pause = erasure_look_interval;
      try {
        const bool more = go_on(stop);
        if (is_stuck_) pause = stuck_interval_;
        if (more) pause = std::chrono::milliseconds(0);
      } catch (const std::exception& error) {
        if (!stop.stop_requested()) spdlog::warn("no look for pending erasures: {}", error.what());
        connection_.reset();
      }
      sleep_unless_stopped(stop, pause);
    }
  }

  /// Gives each erasure a turn. Returns true if one of them has more to do.
  bool go_on(const std::stop_token& stop) {
    connect(stop);
    bool more = false;
    std::size_t pending = 0;
    is_stuck_ = false;
    Erasure last;
    for (;;) {
      const auto page = pending_behind(last);
      pending += page.size();
      for (const auto& erasure : page) {
        if (stop.stop_requested()) return false;
        more = erase(erasure, stop) == Progress::more || more;
      }
      pending_.Set(static_cast<double>(pending));
      if (static_cast<std::int64_t>(page.size()) < pending_page_rows) return more;
      last = page.back();
    }
  }

  void connect(const std::stop_token& stop) {
    if (connection_) return;
    connection_.emplace(settings_, Session{.application = "ledger-eraser", .limits = eraser_limits},
                        AnswerLimits{.deadline = eraser_answer_deadline, .stop = stop});
    connection_->prepare("pending", pending_sql);
    connection_->prepare("erase", erase_comments_sql);
  }

  std::vector<Erasure> pending_behind(const Erasure& last) {
    PostgresParameters parameters;
    parameters.add_int64(last.account);
    parameters.add_int64(last.version);
    parameters.add_int64(pending_page_rows);
    const auto rows = connection_->execute_prepared("pending", parameters);
    std::vector<Erasure> page;
    page.reserve(static_cast<std::size_t>(rows.rows()));
    for (int row = 0; row < rows.rows(); ++row) page.push_back({rows.int64(row, 0), rows.int64(row, 1)});
    return page;
  }

  Progress erase(const Erasure& erasure, const std::stop_token& stop) {
    try {
      for (int piece = 0; piece < pieces_max && !stop.stop_requested(); ++piece) {
        PostgresParameters parameters;
        parameters.add_int64(erasure.account);
        parameters.add_int64(erasure.version);
        parameters.add_int64(erasure_chunk_events);
        const bool is_done = connection_->execute_prepared("erase", parameters).bytes(0, 0).front() != 0;
        if (!is_done) continue;
        finished_.Increment();
        return Progress::finished;
      }
      return Progress::more;
    } catch (const StatementFailed& failure) {
      if (failure.sqlstate() == lock_not_available) return Progress::taken;
      spdlog::error("an erasure does not go on: {}", failure.what());
      is_stuck_ = true;
      return Progress::stuck;
    }
  }

  const DatabaseSettings settings_;
  const std::chrono::milliseconds stuck_interval_;
  prometheus::Counter& finished_;
  prometheus::Gauge& pending_;
  std::optional<PostgresConnection> connection_;
  /// True if the latest look failed with an error.
  bool is_stuck_ = false;
  std::jthread thread_;
};

CommentEraser::CommentEraser(DatabaseSettings settings, prometheus::Registry& metrics,
                             std::chrono::milliseconds stuck_interval)
    : loop_(std::make_unique<Loop>(std::move(settings), metrics, stuck_interval)) {}

CommentEraser::~CommentEraser() = default;

}  // namespace ledger
