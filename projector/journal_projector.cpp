#include "projector/journal_projector.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "ledger/domain/newer_event.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/listening_pause.hpp"
#include "ledger/process/holder_name.hpp"
#include "ledger/process/interruptible_sleep.hpp"

namespace ledger {
namespace {

using Clock = std::chrono::steady_clock;

/// After the journal's end was reached, new events gather for this long: a transaction for each would cost more than it
/// brings, as reads add the events that are not projected yet.
constexpr std::chrono::milliseconds gathering_time{50};
constexpr const char* application = "ledger-projector";
/// A second projector looks for the lease this often.
constexpr std::chrono::milliseconds lease_poll{200};

/// libpq's messages have several lines; a log line and a reason have one.
std::string in_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  std::erase(text, '\t');
  return text;
}

/// The last event projected, by whichever projector.
std::optional<ChainPoint> find_place(PostgresConnection& connection, JournalId journal) {
  const auto checkpoint = find_checkpoint(connection, journal);
  if (!checkpoint) return std::nullopt;
  return checkpoint->at;
}

}  // namespace

JournalProjector::JournalProjector(ProjectorSettings settings, JournalId journal, prometheus::Registry& metrics)
    : settings_(std::move(settings)),
      journal_(journal),
      holder_(make_holder_name()),
      metrics_(metrics, journal),
      lag_watch_(settings_.database, "ledger-projector lag", journal, metrics_.lag(),
                 [journal](PostgresConnection& connection) { return find_place(connection, journal); }) {}

void JournalProjector::run(const std::stop_token& stop) {
  auto pause = settings_.retry_min;
  while (!stop.stop_requested()) {
    const auto begin = Clock::now();
    std::string what;
    bool is_final = true;
    try {
      work(stop);
      continue;
    } catch (const JournalDiffers& error) {
      what = fmt::format(
          "stopped: {}. The events were restored or lost their end, and the snapshots are of another past. If the "
          "journal is right as it is now, run 'ledgerctl rebuild'.",
          error.what());
    } catch (const NewerEvent& error) {
      what = fmt::format("waiting: {}. Nothing is skipped.", error.what());
    } catch (const InvariantViolation& error) {
      what = fmt::format("stopped: {}. Nothing is skipped: run 'ledgerctl verify'.", error.what());
    } catch (const std::exception& error) {
      what = in_one_line(fmt::format("starting over: {}", error.what()));
      is_final = false;
    }
    metrics_.active(false);
    metrics_.failed();
    if (why_not_ready() != what) {
      spdlog::log(is_final ? spdlog::level::critical : spdlog::level::warn, "journal {}: {}", journal_.value, what);
    }
    set_reason(what);
    // An attempt that ran for a while was not just failing again.
    if (Clock::now() - begin > settings_.retry_max) pause = settings_.retry_min;
    // A journal that was restored under the projector is one that it can follow, from the checkpoint that came with it.
    sleep_unless_stopped(stop, pause);
    pause = std::min(pause * 2, is_final ? settings_.stopped_pause : settings_.retry_max);
  }
  lag_watch_.request_stop();
}

void JournalProjector::work(const std::stop_token& stop) {
  LiveSnapshots snapshots(settings_.database, journal_, {.accounts_max = settings_.accounts_max}, stop);
  snapshots.start();
  while (wait_for_lease(snapshots, stop)) {
    metrics_.active(true);
    follow(snapshots, stop);
    metrics_.active(false);
  }
  snapshots.release_lease(holder_);
}

bool JournalProjector::wait_for_lease(LiveSnapshots& snapshots, const std::stop_token& stop) {
  bool told = false;
  while (!stop.stop_requested()) {
    if (renew_lease(snapshots)) return true;
    if (!told) spdlog::info("journal {}: another projector is at work; waiting to take over", journal_.value);
    told = true;
    set_reason(std::nullopt);
    sleep_unless_stopped(stop, lease_poll);
  }
  return false;
}

bool JournalProjector::renew_lease(LiveSnapshots& snapshots) {
  lease_renewed_ = Clock::now();
  return snapshots.take_lease(holder_, settings_.lease_duration);
}

void JournalProjector::follow(LiveSnapshots& snapshots, const std::stop_token& stop) {
  const auto checkpoint = snapshots.start();
  EventPages pages(settings_.database, application, journal_, checkpoint.at, settings_.batch_events_max,
                   {.stop = stop});
  spdlog::info("journal {}: going on behind position {}", journal_.value, checkpoint.at.position.value);
  auto pause = settings_.poll_min;
  ListeningPause listening(Clock::now());
  while (!stop.stop_requested()) {
    if (Clock::now() - lease_renewed_ > settings_.lease_duration / 3 && !renew_lease(snapshots)) {
      spdlog::warn("journal {}: another projector has taken over", journal_.value);
      return;
    }
    const auto page = pages.next();
    const auto events = page.first(count_understood(page));
    if (events.empty() && !page.empty()) throw NewerEvent(page.front());
    set_reason(std::nullopt);
    listening.looked(Clock::now(), !events.empty());
    if (events.empty()) {
      // The lease is to be renewed in time.
      const auto wait = std::min(listening.next(Clock::now(), pause), settings_.lease_duration / 3);
      if (pages.await_notice(wait)) listening.heard();
      pause = std::min(pause * 2, settings_.poll_max);
      continue;
    }
    pause = settings_.poll_min;
    const auto begin = Clock::now();
    if (!snapshots.apply(events)) {
      spdlog::info("journal {}: the snapshots were changed by someone else; starting over", journal_.value);
      return;
    }
    metrics_.applied(events.size(), Clock::now() - begin);
    metrics_.accounts_in_memory(snapshots.accounts_in_memory());
    if (events.size() < page.size()) throw NewerEvent(page[events.size()]);
    if (!pages.more_expected()) sleep_unless_stopped(stop, gathering_time);
  }
}

std::optional<std::string> JournalProjector::why_not_ready() const {
  {
    const std::lock_guard lock(mutex_);
    if (reason_) return reason_;
  }
  auto objection = lag_watch_.objection();
  return objection ? std::optional(in_one_line(*std::move(objection))) : std::nullopt;
}

void JournalProjector::set_reason(std::optional<std::string> reason) {
  const std::lock_guard lock(mutex_);
  if (reason_ && !reason) spdlog::info("journal {}: ready", journal_.value);
  reason_ = std::move(reason);
}

}  // namespace ledger
