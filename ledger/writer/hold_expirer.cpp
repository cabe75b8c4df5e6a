#include "ledger/writer/hold_expirer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "ledger/domain/commands/place_hold.hpp"
#include "ledger/process/interruptible_sleep.hpp"
#include "ledger/process/metrics.hpp"
#include "ledger/writer/due_hold_reader.hpp"

namespace ledger {
namespace {

using ExpirerClock = std::chrono::steady_clock;

/// An expiry is to be committed within a second.
constexpr std::chrono::milliseconds look_interval_min{200};
/// Less than any hold lasts, by enough for the commit that places one: what is not there at a look is not due before
/// the next.
constexpr std::chrono::milliseconds look_interval_max{750};
static_assert(look_interval_max < hold_timeout_min);
constexpr std::chrono::milliseconds away_interval{1'000};
/// Pages that the writer has not answered yet: enough that it need not wait for the next one.
constexpr std::size_t pages_under_way_max = 3;

/// A page of due holds at the writer. The writer's thread hands the outcomes over, also to somebody who has stopped
/// waiting.
struct PageUnderWay {
  std::vector<DueHold> holds;
  std::mutex mutex;
  std::condition_variable_any changed;
  std::optional<std::vector<Outcome>> outcomes;
};

Command expiry_of(const DueHold& due) {
  ExpireHold command = ledger::expiry_of(due.place.uid);
  command.account = due.account;
  return command;
}

}  // namespace

class HoldExpirer::Loop {
 public:
  Loop(DatabaseSettings settings, Writer& writer, prometheus::Registry& metrics, HoldExpirerOptions options)
      : settings_(std::move(settings)),
        writer_(writer),
        options_(std::move(options)),
        due_(add_gauge(metrics, "ledger_holds_due",
                       "Expired holds not yet ended in the journal at this process's last check")),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    DueHoldReader reader(settings_, stop);
    while (!stop.stop_requested()) {
      std::chrono::milliseconds pause = look_interval_max;
      try {
        // While a restored database takes no writes, say.
        if (options_.may_expire()) pause = expire_due(reader, stop) ? until_next() : away_interval;
      } catch (const std::exception& error) {
        if (!stop.stop_requested()) spdlog::warn("cannot check for expired holds: {}", error.what());
        look_from_the_beginning();
        pause = away_interval;
      }
      sleep_unless_stopped(stop, pause);
    }
  }

  /// Ends all that have become due since the last look, a page at a time. Returns true if the writer took them. Goes on
  /// behind the place that the one before has reached, so that it does not walk again over the index entries of holds
  /// that have ended, which stay as long as anybody has an old snapshot. What appears behind that place is rare: a hold
  /// whose transaction took longer to commit than the hold lasts. A full look finds it, and asks again for those that
  /// should have ended and have not. Until then no command is refused for their money.
  bool expire_due(DueHoldReader& reader, const std::stop_token& stop) {
    if (ExpirerClock::now() >= next_full_look_) {
      reached_ = {};
      next_full_look_ = ExpirerClock::now() + options_.full_look_interval;
    }
    std::deque<std::shared_ptr<PageUnderWay>> under_way;
    DuePlace read = reached_;
    std::size_t found = 0;
    bool goes_on = true;
    bool is_taken = true;
    while (is_taken && (goes_on || !under_way.empty()) && !stop.stop_requested()) {
      if (goes_on && under_way.size() < pages_under_way_max) {
        looked_ = ExpirerClock::now();
        auto look = options_.may_expire() ? reader.page_behind(read) : DuePage();
        next_in_ = look.next_in;
        auto page = std::move(look.holds);
        goes_on = page.size() == static_cast<std::size_t>(due_holds_page);
        if (page.empty()) continue;
        found += page.size();
        read = page.back().place;
        under_way.push_back(submit(std::move(page)));
        continue;
      }
      is_taken = await(*under_way.front(), stop);
      under_way.pop_front();
    }
    due_.Set(static_cast<double>(found));
    // An outage is no reason to go on behind what it has left.
    if (!is_taken) look_from_the_beginning();
    return is_taken;
  }

  /// Returns the time to wait before the next look, which is due a while after the last one began.
  [[nodiscard]] std::chrono::milliseconds until_next() const {
    using std::chrono::milliseconds;
    const auto next_in = next_in_ ? std::chrono::ceil<milliseconds>(*next_in_) : look_interval_max;
    const auto due = looked_ + std::clamp(next_in, look_interval_min, look_interval_max);
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(due - ExpirerClock::now()));
  }

  void look_from_the_beginning() { next_full_look_ = ExpirerClock::now(); }

  std::shared_ptr<PageUnderWay> submit(std::vector<DueHold> holds) {
    auto page = std::make_shared<PageUnderWay>();
    page->holds = std::move(holds);
    std::vector<Command> commands;
    for (const auto& due : page->holds) commands.push_back(expiry_of(due));
    writer_.submit_each(std::move(commands), [page](std::vector<Outcome> outcomes) {
      {
        const std::lock_guard lock(page->mutex);
        page->outcomes = std::move(outcomes);
      }
      page->changed.notify_all();
    });
    return page;
  }

  /// Waits, since what has not ended yet would be found due again; the writer's deadline bounds it. Returns true
  /// if the writer can be asked for more.
  bool await(PageUnderWay& page, const std::stop_token& stop) {
    std::unique_lock lock(page.mutex);
    if (!page.changed.wait(lock, stop, [&] { return page.outcomes.has_value(); })) return false;
    bool is_available = true;
    std::size_t refused = 0;
    for (std::size_t index = 0; index < page.holds.size(); ++index) {
      const Outcome& outcome = (*page.outcomes)[index];
      const auto* unavailable = std::get_if<Unavailable>(&outcome);
      // One that only a newer program may end keeps no other from ending here.
      const bool is_newer = unavailable != nullptr && unavailable->reason == Unavailable::Reason::event_type_unknown;
      is_available = is_available && (unavailable == nullptr || is_newer);
      if (const auto* failed = std::get_if<Failed>(&outcome)) spdlog::error("a hold does not expire: {}", failed->what);
      // However many there are, one of them is enough to look for the reason.
      if (const auto* rejection = std::get_if<Rejection>(&outcome); rejection != nullptr && refused++ == 0) {
        spdlog::warn("hold {} does not expire: {}", to_string(page.holds[index].place.uid), name_of(rejection->code));
      }
    }
    if (refused > 1) spdlog::warn("{} holds that are due do not expire", refused);
    if (is_available) reached_ = page.holds.back().place;
    return is_available;
  }

  const DatabaseSettings settings_;
  Writer& writer_;
  const HoldExpirerOptions options_;
  prometheus::Gauge& due_;
  /// The holds up to here have been dealt with.
  DuePlace reached_;
  /// The time from the last look until the next open hold becomes due.
  std::optional<std::chrono::microseconds> next_in_;
  ExpirerClock::time_point looked_ = ExpirerClock::now();
  ExpirerClock::time_point next_full_look_ = ExpirerClock::now();
  std::jthread thread_;
};

HoldExpirer::HoldExpirer(DatabaseSettings settings, Writer& writer, prometheus::Registry& metrics,
                         HoldExpirerOptions options)
    : loop_(std::make_unique<Loop>(std::move(settings), writer, metrics, std::move(options))) {}

HoldExpirer::~HoldExpirer() = default;

}  // namespace ledger
