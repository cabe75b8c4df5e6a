#include "api/services/context/event_feed.hpp"

#include <prometheus/gauge.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>
#include <unordered_set>

#include "ledger/journal/event_pages.hpp"
#include "ledger/journal/listening_pause.hpp"

namespace ledger::api {
namespace {

constexpr std::size_t page_events_max = 1'000;
/// Events that one look passes over at most, so that a look for one account does not hold the others up.
constexpr std::size_t looked_at_max = 2'048;
constexpr std::chrono::milliseconds away_interval{500};
constexpr const char* application = "ledger-api feed";

}  // namespace

/// The thread that reads, and the events that it has read last.
class EventFeed::Loop {
 public:
  Loop(DatabaseSettings settings, JournalId journal, FeedLimits limits, EpochBook& epochs,
       prometheus::Registry& metrics)
      : settings_(std::move(settings)),
        journal_(journal),
        limits_(limits),
        epochs_(epochs),
        watching_(prometheus::BuildGauge()
                      .Name("ledger_event_watchers")
                      .Help("Streams that follow the journal, over SSE and gRPC")
                      .Register(metrics)
                      .Add({{"journal", std::to_string(journal.value)}})),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void stop() {
    thread_.request_stop();
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    wake_all();
  }

  std::unique_ptr<Watcher> enter(std::shared_ptr<Loop> self) {
    const std::lock_guard lock(mutex_);
    auto watcher = std::make_unique<Watcher>(std::move(self), generation_);
    watchers_.insert(watcher.get());
    watching_.Set(static_cast<double>(watchers_.size()));
    changed_.notify_all();
    return watcher;
  }

  void leave(Watcher& watcher) {
    const std::lock_guard lock(mutex_);
    watchers_.erase(&watcher);
    if (!stopped_) watching_.Set(static_cast<double>(watchers_.size()));
    changed_.notify_all();
  }

  Watcher::Look look(const Watcher& watcher, const Watcher::Place& place, std::optional<AccountId> account,
                     std::size_t limit) {
    const std::lock_guard lock(mutex_);
    const auto after = place.after;
    Watcher::Look look{.state = state_for(watcher, place), .events = {}, .reached = after};
    if (look.state != Watcher::State::following || after >= end_) return look;
    auto index = static_cast<std::size_t>(after.value + 1 - first_.value);
    const auto last = std::min(kept_.size(), index + looked_at_max);
    for (; index < last && look.events.size() < limit; ++index) {
      const auto& event = kept_[index];
      look.reached = event->position;
      if (!account || event->account == *account) look.events.push_back(event);
    }
    return look;
  }

  bool call_when_moved(Watcher& watcher, const Watcher::Place& place, std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    const bool ended = stopped_ || watcher.generation_ != generation_;
    const bool moved = following_ && (place.after < end_ || place.after.next() < first_);
    if (ended || moved || epoch_ > place.epoch) return false;
    watcher.wake_ = std::move(wake);
    return true;
  }

 private:
  Watcher::State state_for(const Watcher& watcher, const Watcher::Place& place) const {
    if (stopped_) return Watcher::State::stopping;
    if (epoch_ > place.epoch) return Watcher::State::rewound;
    if (watcher.generation_ != generation_) return Watcher::State::differs;
    // A watcher that is ahead may only have read the database a little earlier; or the journal has lost its end.
    const bool is_near = following_ && place.after.next() >= first_ && place.after <= end_;
    // The events in memory are of an earlier epoch and may have been given up.
    if (epoch_ < place.epoch) return Watcher::State::behind;
    return is_near ? Watcher::State::following : Watcher::State::behind;
  }

  void run(const std::stop_token& stop) {
    while (await_watchers(stop)) {
      try {
        follow(stop);
      } catch (const JournalDiffers& error) {
        heed_difference(stop, error.what());
      } catch (const std::exception& error) {
        if (stop.stop_requested()) return;
        spdlog::warn("the journal's end cannot be read: {}", error.what());
        pause(stop);
      }
    }
  }

  void pause(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, away_interval, [] { return false; });
  }

  /// The journal is not the one that was there before: events were given up after a restore, which each stream looks
  /// into for itself, or they are lost without a word.
  void heed_difference(const std::stop_token& stop, const std::string& what) {
    try {
      EventReader reader(settings_, application, {.stop = stop});
      if (heed_epoch(reader)) return;
    } catch (const std::exception& error) {
      // The next try meets the difference again.
      spdlog::warn("the journal's epochs cannot be read: {}", error.what());
      return pause(stop);
    }
    spdlog::error("streams of events end: {}", what);
    forget(true);
  }

  /// Returns true if the journal is in a later epoch than it was. The events in memory are forgotten then, as they may
  /// have been given up, and all watchers are woken.
  bool heed_epoch(EventReader& reader) {
    const auto current = reader.epoch(journal_);
    if (current <= epoch_) return false;
    epochs_.learn(journal_, reader.epochs(journal_));
    const std::lock_guard lock(mutex_);
    forget_events();
    epoch_ = current;
    wake_all();
    return true;
  }

  /// False once the feed is to stop.
  bool await_watchers(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    // A watcher that comes much later must not wait for the backlog in between.
    if (watchers_.empty()) forget_events();
    return changed_.wait(lock, stop, [this] { return !watchers_.empty(); }) && !stop.stop_requested();
  }

  /// Reads on until nobody watches. After an error it goes on where it was, so that nothing is passed over.
  void follow(const std::stop_token& stop) {
    const AnswerLimits answers{.stop = stop};
    EventReader reader(settings_, application, answers);
    if (!cursor_) {
      cursor_ = reader.head(journal_);
      heed_epoch(reader);
      if (!cursor_) return;
    }
    EventPages pages(settings_, application, journal_, *cursor_, page_events_max, answers);
    begin(cursor_->position);
    ListeningPause listening(ListeningPause::Time::clock::now());
    while (!stop.stop_requested()) {
      const auto page = pages.next();
      std::vector<Event> events(page.begin(), page.end());
      reader.find_changes(events);
      // After the events, so that none of a new epoch is handed out as one of the epoch before.
      if (heed_epoch(reader)) return;
      const auto looked = ListeningPause::Time::clock::now();
      listening.looked(looked, !events.empty());
      if (!events.empty()) keep(std::move(events));
      if (pages.more_expected()) continue;
      if (pages.await_notice(listening.next(looked, limits_.poll_interval))) listening.heard();
      const std::lock_guard lock(mutex_);
      if (watchers_.empty()) break;
    }
    forget(false);
  }

  void begin(Position head) {
    const std::lock_guard lock(mutex_);
    if (following_) return;
    following_ = true;
    end_ = head;
    first_ = head.next();
    wake_all();
  }

  void keep(std::vector<Event> events) {
    cursor_ = point_of(events.back());
    std::vector<SharedEvent> shared;
    shared.reserve(events.size());
    for (auto& event : events) shared.push_back(std::make_shared<const Event>(std::move(event)));
    const std::lock_guard lock(mutex_);
    kept_.insert(kept_.end(), shared.begin(), shared.end());
    while (kept_.size() > limits_.kept_events_max) kept_.pop_front();
    end_ = kept_.back()->position;
    first_ = kept_.front()->position;
    wake_all();
  }

  /// `differs`: those who watch have seen events that are not there any more.
  void forget(bool differs) {
    const std::lock_guard lock(mutex_);
    forget_events();
    if (!differs) return;
    ++generation_;
    wake_all();
  }

  /// With the lock, by the thread.
  void forget_events() {
    cursor_.reset();
    following_ = false;
    kept_.clear();
  }

  /// With the lock.
  void wake_all() {
    for (auto* watcher : watchers_) {
      if (watcher->wake_) std::exchange(watcher->wake_, nullptr)();
    }
  }

  const DatabaseSettings settings_;
  const JournalId journal_;
  const FeedLimits limits_;
  EpochBook& epochs_;
  prometheus::Gauge& watching_;
  /// The thread's own: what it has read last.
  std::optional<ChainPoint> cursor_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::unordered_set<Watcher*> watchers_;
  std::deque<SharedEvent> kept_;
  /// Positions of the first event kept, and of the last one known; meaningful while following.
  Position first_;
  Position end_;
  bool following_ = false;
  bool stopped_ = false;
  /// The journal's, when what is kept was read. Changed by the thread alone.
  Epoch epoch_ = first_epoch;
  /// Counts how often the journal turned out to be another.
  std::uint64_t generation_ = 0;
  std::jthread thread_;
};

EventFeed::EventFeed(DatabaseSettings settings, JournalId journal, FeedLimits limits, EpochBook& epochs,
                     prometheus::Registry& metrics)
    : journal_(journal), loop_(std::make_shared<Loop>(std::move(settings), journal, limits, epochs, metrics)) {}

EventFeed::~EventFeed() { stop(); }

void EventFeed::stop() { loop_->stop(); }

std::unique_ptr<EventFeed::Watcher> EventFeed::watch() { return loop_->enter(loop_); }

EventFeed::Watcher::Watcher(std::shared_ptr<Loop> loop, std::uint64_t journal_generation)
    : loop_(std::move(loop)), generation_(journal_generation) {}

EventFeed::Watcher::~Watcher() { loop_->leave(*this); }

EventFeed::Watcher::Look EventFeed::Watcher::look(const Place& place, std::optional<AccountId> account,
                                                  std::size_t limit) {
  return loop_->look(*this, place, account, limit);
}

bool EventFeed::Watcher::call_when_moved(const Place& place, std::function<void()> wake) {
  return loop_->call_when_moved(*this, place, std::move(wake));
}

}  // namespace ledger::api
