#include "ledger/journal/hold_expirer.hpp"

#include <prometheus/counter.h>
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <unordered_map>

#include "ledger/common/postgres.hpp"
#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

/// An expiry is to be committed within a second. A look at an index that is mostly empty costs next to nothing.
constexpr std::chrono::milliseconds look_interval{200};
constexpr std::chrono::seconds away_interval{1};
constexpr std::int64_t due_holds_max = 1'000;
/// How long a hold that is due and cannot end is left alone: its row or its events are not what they should be.
constexpr std::chrono::seconds rest_interval{60};
/// One that was refused may be of a journal that was not locked.
constexpr std::chrono::seconds short_rest_interval{5};
constexpr std::size_t resting_max = 100'000;

constexpr SessionLimits expirer_limits{.connect = std::chrono::seconds(2),
                                       .statement = std::chrono::seconds(5),
                                       .lock = std::chrono::seconds(1),
                                       .idle_in_transaction = std::chrono::seconds(5)};
constexpr std::chrono::seconds expiry_answer_deadline{7};

/// Parameters: how many at most, expiry and uid to go on behind. Due holds, the longest overdue first.
constexpr const char* due_holds_sql =
    "select transaction_uid, expires_us from open_hold"
    " where expires_us <= (extract(epoch from clock_timestamp()) * 1000000)::bigint"
    " and expires_us >= $2::bigint and (expires_us, transaction_uid) > ($2::bigint, $3::uuid)"
    " order by expires_us, transaction_uid limit $1::bigint";

/// Who asks for it in the journal: no client does.
constexpr const char* actor = "ledger";

/// Outcomes that the writer's thread hands over, also to somebody who has stopped waiting.
struct Expiries {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::optional<std::vector<Outcome>> outcomes;
};

}  // namespace

class HoldExpirer::Loop {
 public:
  Loop(DatabaseSettings settings, Writer& writer, prometheus::Registry& metrics)
      : settings_(std::move(settings)),
        writer_(writer),
        expired_(prometheus::BuildCounter()
                     .Name("ledger_holds_expired_total")
                     .Help("Holds that this process let expire")
                     .Register(metrics)
                     .Add({})),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::chrono::milliseconds pause = look_interval;
      try {
        // While a restored database takes no writes, say.
        if (!expire_due(stop)) pause = away_interval;
      } catch (const std::exception& error) {
        if (!stop.stop_requested()) spdlog::warn("no look for due holds: {}", error.what());
        connection_.reset();
        pause = away_interval;
      }
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, pause, [] { return false; });
    }
  }

  /// Where a page of due holds ends: pages go on behind it, past holds that cannot end.
  struct Place {
    std::int64_t expires_us = 0;
    Uid uid;
  };

  /// All that are due, a page at a time. Whether the writer took them.
  bool expire_due(const std::stop_token& stop) {
    connect(stop);
    Place last;
    for (bool goes_on = true; goes_on && !stop.stop_requested();) {
      auto due = due_behind(last);
      goes_on = due.size() == static_cast<std::size_t>(due_holds_max);
      std::erase_if(due, [this](const Uid& hold) { return rests(hold); });
      if (!due.empty() && !submit_and_wait(due, stop)) return false;
    }
    return true;
  }

  void connect(const std::stop_token& stop) {
    if (connection_) return;
    connection_.emplace(settings_, Session{.application = "ledger-expirer", .limits = expirer_limits},
                        AnswerLimits{.deadline = expiry_answer_deadline, .stop = stop});
    connection_->prepare("due_holds", due_holds_sql);
  }

  /// The next page; `last` moves to its end.
  std::vector<Uid> due_behind(Place& last) {
    PostgresParameters parameters;
    parameters.add_int64(due_holds_max);
    parameters.add_int64(last.expires_us);
    parameters.add_bytes(last.uid.bytes);
    const auto rows = connection_->execute_prepared("due_holds", parameters);
    std::vector<Uid> due;
    for (int row = 0; row < rows.rows(); ++row) {
      last = {.expires_us = rows.int64(row, 1), .uid = uid_in(rows.bytes(row, 0))};
      due.push_back(last.uid);
    }
    return due;
  }

  /// Whether the hold did not end when it was asked to, a short while ago.
  bool rests(const Uid& hold) {
    const auto found = resting_.find(hold);
    return found != resting_.end() && std::chrono::steady_clock::now() < found->second;
  }

  void let_rest(const Uid& hold, std::chrono::seconds interval) {
    if (resting_.size() == resting_max) resting_.clear();
    resting_[hold] = std::chrono::steady_clock::now() + interval;
  }

  /// Waits, since what has not ended yet would be found due again; the writer's deadline bounds it. Whether the writer
  /// can be asked for more.
  bool submit_and_wait(const std::vector<Uid>& due, const std::stop_token& stop) {
    std::vector<Command> commands;
    for (const auto& hold : due) {
      ExpireHold command;
      command.uid = hold;
      command.actor = actor;
      commands.emplace_back(std::move(command));
    }
    const auto expiries = std::make_shared<Expiries>();
    writer_.submit_each(std::move(commands), [expiries](std::vector<Outcome> outcomes) {
      {
        const std::lock_guard lock(expiries->mutex);
        expiries->outcomes = std::move(outcomes);
      }
      expiries->changed.notify_all();
    });
    std::unique_lock lock(expiries->mutex);
    if (!expiries->changed.wait(lock, stop, [&] { return expiries->outcomes.has_value(); })) return false;
    bool is_available = true;
    std::size_t rejected = 0;
    for (std::size_t index = 0; index < due.size(); ++index) {
      const Outcome& outcome = (*expiries->outcomes)[index];
      const auto* applied = std::get_if<Applied>(&outcome);
      if (applied != nullptr && !applied->replayed) expired_.Increment();
      // Another replica was quicker, or a client: no harm, and no longer due, unless its row is a stray one.
      if (applied != nullptr && applied->replayed) let_rest(due[index], rest_interval);
      // An outage is no reason to rest.
      is_available = is_available && !std::holds_alternative<Unavailable>(outcome);
      if (const auto* failed = std::get_if<Failed>(&outcome)) {
        spdlog::error("a hold does not expire: {}", failed->what);
        let_rest(due[index], rest_interval);
      }
      if (const auto* rejection = std::get_if<Rejection>(&outcome)) {
        // However many there are, one of them is enough to look for the reason.
        if (rejected++ == 0)
          spdlog::warn("hold {} does not expire: {}", to_string(due[index]), name_of(rejection->code));
        let_rest(due[index], short_rest_interval);
      }
    }
    if (rejected > 1) spdlog::warn("{} holds that are due do not expire", rejected);
    return is_available;
  }

  const DatabaseSettings settings_;
  Writer& writer_;
  prometheus::Counter& expired_;
  std::optional<PostgresConnection> connection_;
  /// Until when.
  std::unordered_map<Uid, std::chrono::steady_clock::time_point> resting_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

HoldExpirer::HoldExpirer(DatabaseSettings settings, Writer& writer, prometheus::Registry& metrics)
    : loop_(std::make_unique<Loop>(std::move(settings), writer, metrics)) {}

HoldExpirer::~HoldExpirer() = default;

}  // namespace ledger
