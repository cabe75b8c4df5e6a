#include "ledger/writer/writer_standing.hpp"

#include <spdlog/spdlog.h>

#include "ledger/domain/newer_event.hpp"

namespace ledger {
namespace {

/// A database that is away, or without its tables, is met again and again, and said so now and then.
constexpr std::chrono::seconds same_warning_interval{60};
constexpr std::chrono::seconds storing_doubt{10};

}  // namespace

WriterStanding::WriterStanding(JournalId journal, Obstacles& obstacles, WriterMetrics& metrics)
    : journal_(journal),
      source_(std::string("writer of journal ").append(std::to_string(journal.value))),
      obstacles_(obstacles),
      metrics_(metrics) {
  note(Unavailable::Reason::database_away, Obstacle::Stops::writes);
}

void WriterStanding::database_reached() {
  if (std::chrono::steady_clock::now() < stores_nothing_until_) return;
  if (!has_database_.exchange(true)) clear(Unavailable::Reason::database_away);
}

void WriterStanding::database_lost() {
  if (has_database_.exchange(false)) note(Unavailable::Reason::database_away, Obstacle::Stops::writes);
}

void WriterStanding::storing_failed() {
  stores_nothing_until_ = std::chrono::steady_clock::now() + storing_doubt;
  database_lost();
}

void WriterStanding::stored() {
  stores_nothing_until_ = {};
  database_reached();
}

void WriterStanding::tell(const std::string& warning) {
  const auto now = std::chrono::steady_clock::now();
  if (warning == told_ && now - told_at_ < same_warning_interval) return;
  spdlog::warn("{}", warning);
  told_ = warning;
  told_at_ = now;
}

void WriterStanding::set_stop(std::optional<Unavailable::Reason> reason) {
  if (reason == stop_) return;
  if (stop_) clear(*stop_);
  if (reason) {
    note(*reason, Obstacle::Stops::writes);
    spdlog::error("journal {} takes no writes ({}): {}", journal_.value, name_of(*reason), advice_on(*reason));
  } else {
    spdlog::info("journal {} takes writes again", journal_.value);
  }
  metrics_.stopped.Set(reason ? 1 : 0);
  stop_ = reason;
}

void WriterStanding::met_newer_event(const Event& event) {
  if (met_newer_event_) return;
  met_newer_event_ = true;
  const auto what = what_is_newer(event) + "; accounts with such an event are not written here, all others are";
  obstacles_.note(source_, {.code = event_type_unknown_code, .detail = what, .stops = Obstacle::Stops::writes});
  spdlog::error("{}", what);
}

void WriterStanding::set_identities_lost(bool lost) {
  if (lost == identities_lost_) return;
  if (lost) {
    note(Unavailable::Reason::identities_lost, Obstacle::Stops::some_writes);
  } else {
    clear(Unavailable::Reason::identities_lost);
  }
  identities_lost_ = lost;
}

void WriterStanding::note(Unavailable::Reason reason, Obstacle::Stops stops) {
  // The clocks' gate notes it itself, and by how much they are wrong.
  if (reason == Unavailable::Reason::clock_uncertain) return;
  const bool is_away = reason == Unavailable::Reason::database_away;
  // The advice is for somebody who has sent a command.
  const auto detail =
      is_away ? std::string_view("the writer does not reach its database, or it stores nothing") : advice_on(reason);
  obstacles_.note(source_, {.code = std::string(name_of(reason)), .detail = std::string(detail), .stops = stops});
}

void WriterStanding::clear(Unavailable::Reason reason) { obstacles_.clear(source_, std::string(name_of(reason))); }

}  // namespace ledger
