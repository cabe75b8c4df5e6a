#include "ledger/followers/lag_watch.hpp"

#include <fmt/format.h>

#include "ledger/process/interruptible_sleep.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds look_interval{1};

}  // namespace

LagWatch::LagWatch(DatabaseSettings database, std::string application, JournalId journal, LagGauges& gauges,
                   FindPlace find_place)
    : database_(std::move(database)),
      application_(std::move(application)),
      journal_(journal),
      gauges_(gauges),
      find_place_(std::move(find_place)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

LagWatch::~LagWatch() {
  thread_.request_stop();
  thread_.join();
  show(std::nullopt, std::nullopt);
}

void LagWatch::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    try {
      look(stop);
      set_objection(std::nullopt);
    } catch (const std::exception& error) {
      set_objection(fmt::format("the database does not answer: {}", error.what()));
      connection_.reset();
      show(std::nullopt, std::nullopt);
    }
    sleep_unless_stopped(stop, look_interval);
  }
}

void LagWatch::look(const std::stop_token& stop) {
  if (!connection_) {
    connection_.emplace(database_, Session{.application = application_, .limits = lag_session_limits},
                        AnswerLimits{.deadline = lag_answer_deadline, .stop = stop});
    prepare_lag_query(*connection_);
  }
  const auto place = find_place_(*connection_);
  show(place, place ? find_lag(*connection_, journal_, *place) : std::nullopt);
}

std::optional<std::string> LagWatch::objection() const {
  const std::lock_guard lock(mutex_);
  return objection_;
}

void LagWatch::set_objection(std::optional<std::string> objection) {
  const std::lock_guard lock(mutex_);
  objection_ = std::move(objection);
}

void LagWatch::show(const std::optional<ChainPoint>& place, const std::optional<JournalLag>& lag) {
  using Seconds = std::chrono::duration<double>;
  gauges_.position.set(place ? std::optional(static_cast<double>(place->position.value)) : std::nullopt);
  gauges_.events.set(lag ? std::optional(static_cast<double>(lag->events)) : std::nullopt);
  gauges_.seconds.set(lag ? std::optional(Seconds(lag->age).count()) : std::nullopt);
}

}  // namespace ledger
