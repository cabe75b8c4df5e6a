#include "ledger/postgres/lock_watch.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "ledger/postgres/postgres.hpp"
#include "ledger/process/interruptible_sleep.hpp"

namespace ledger {
namespace {

using WatchClock = std::chrono::steady_clock;

constexpr SessionLimits watch_limits{.statement = std::chrono::seconds(5), .lock = std::chrono::seconds(1)};
constexpr std::chrono::seconds watch_answer_deadline{7};
constexpr std::chrono::seconds watch_pause_without_database{1};

// A role without pg_read_all_stats sees no more than the program of another role's session.
constexpr const char* blockers_sql =
    "select string_agg('pid ' || pid || ' (' || coalesce(nullif(application_name, ''), backend_type, 'unknown program')"
    " || coalesce(', role ' || usename, '')"
    " || coalesce(', in a transaction for ' || extract(epoch from clock_timestamp() - xact_start)::bigint || ' s', '')"
    " || ')', ', ' order by pid)"
    " from pg_stat_activity where pid = any(pg_blocking_pids($1::bigint::integer))";
/// Reads the progress of an index from the session that builds it.
constexpr const char* building_sql =
    "select phase || case when blocks_total > 0 then ', block ' || blocks_done || ' of ' || blocks_total else '' end"
    " from pg_stat_progress_create_index where pid = $1::bigint::integer";

}  // namespace

class LockWatch::Loop {
 public:
  Loop(const DatabaseSettings& settings, std::int64_t pid, TellProgress tell, LockWatchIntervals intervals)
      : settings_(settings), tell_(std::move(tell)), intervals_(intervals) {
    pid_.add_int64(pid);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }

  void begin(const std::string& what) {
    const std::lock_guard lock(mutex_);
    looking_ = true;
    what_ = what;
    blockers_.clear();
    next_tell_ = WatchClock::now() + intervals_.tell;
    wake_.notify_all();
  }

  std::string end() {
    const std::lock_guard lock(mutex_);
    looking_ = false;
    return std::move(blockers_);
  }

 private:
  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (wake_.wait(lock, stop, [this] { return looking_; })) {
      lock.unlock();
      if (!sleep_unless_stopped(stop, intervals_.look)) return;
      if (!look(stop)) sleep_unless_stopped(stop, watch_pause_without_database);
      lock.lock();
    }
  }

  /// Returns true if the database answered.
  bool look(const std::stop_token& stop) {
    try {
      if (!connection_) {
        connection_.emplace(settings_, Session{.application = "ledgerctl watch", .limits = watch_limits},
                            AnswerLimits{.deadline = watch_answer_deadline, .stop = stop});
      }
      const auto blockers = connection_->execute(blockers_sql, pid_);
      const auto building = connection_->execute(building_sql, pid_);
      note(blockers.is_null(0, 0) ? "" : blockers.text(0, 0), building.rows() == 0 ? "" : building.text(0, 0));
      return true;
    } catch (const std::exception&) {
      // Nothing depends on knowing who is in the way.
      connection_.reset();
      return false;
    }
  }

  void note(const std::string& blockers, const std::string& building) {
    std::string sentence;
    {
      const std::lock_guard lock(mutex_);
      if (!looking_) return;
      if (!blockers.empty()) blockers_ = blockers;
      if (what_.empty() || WatchClock::now() < next_tell_) return;
      next_tell_ = WatchClock::now() + intervals_.tell;
      sentence = what_;
      if (!building.empty()) sentence += ": " + building;
      if (!blockers.empty()) sentence += "; waiting for " + blockers;
    }
    tell_(sentence);
  }

  const DatabaseSettings settings_;
  const TellProgress tell_;
  const LockWatchIntervals intervals_;
  PostgresParameters pid_;
  std::optional<PostgresConnection> connection_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool looking_ = false;
  std::string what_;
  std::string blockers_;
  WatchClock::time_point next_tell_;
  std::jthread thread_;
};

LockWatch::LockWatch(const DatabaseSettings& settings, std::int64_t pid, TellProgress tell,
                     LockWatchIntervals intervals)
    : loop_(std::make_unique<Loop>(settings, pid, std::move(tell), intervals)) {}

LockWatch::~LockWatch() = default;

void LockWatch::begin(const std::string& what) { loop_->begin(what); }

std::string LockWatch::end() { return loop_->end(); }

}  // namespace ledger
