#include "ledger/ctl/watch/top_frame.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::size_t state_shown_max = 100;
constexpr double milliseconds_in_second = 1'000;

/// Measures between two looks.
class Between {
 public:
  Between(const Look& earlier, const Look& later)
      : seconds_(std::chrono::duration<double>(later.at - earlier.at).count()) {}

  /// How much a counter grew in a second; nothing if it is not there, or if its program was started anew.
  [[nodiscard]] Cell rate(std::optional<double> before, std::optional<double> now) const {
    const auto grown = growth(before, now);
    return grown && seconds_ > 0 ? Cell(*grown / seconds_) : Cell();
  }
  [[nodiscard]] Cell rate(const ServiceLook& before, const ServiceLook& now, const char* name,
                          const char* label = "") const {
    return rate(before.metrics.sum(name, label), now.metrics.sum(name, label));
  }
  /// The mean of what a histogram took in since, times `unit`; nothing if it took in nothing.
  [[nodiscard]] static Cell mean(const ServiceLook& before, const ServiceLook& now, const std::string& name,
                                 double unit = 1) {
    const auto sum = growth(before.metrics.sum(name + "_sum"), now.metrics.sum(name + "_sum"));
    const auto count = growth(before.metrics.sum(name + "_count"), now.metrics.sum(name + "_count"));
    return sum && count && *count > 0 ? Cell(*sum / *count * unit) : Cell();
  }

 private:
  static std::optional<double> growth(std::optional<double> before, std::optional<double> now) {
    if (!before || !now || *now < *before) return std::nullopt;
    return *now - *before;
  }

  double seconds_;
};

const JournalState* find_journal(const Look& look, JournalId journal) {
  if (!look.ledger) return nullptr;
  const auto& journals = look.ledger->journals;
  const auto found =
      std::find_if(journals.begin(), journals.end(), [&](const auto& each) { return each.journal == journal; });
  return found == journals.end() ? nullptr : &*found;
}

std::optional<double> count_of(const std::optional<ChainPoint>& place) {
  return place ? std::optional(static_cast<double>(place->position.value)) : std::nullopt;
}

double seconds_of_age(std::chrono::microseconds age) { return std::chrono::duration<double>(age).count(); }

Cell end_rate(const JournalState* before, const JournalState& now, const Between& between) {
  if (before == nullptr) return {};
  return between.rate(static_cast<double>(before->end.value), static_cast<double>(now.end.value));
}

/// A clock that was set back makes no event come from the future.
Cell age_of_end(const JournalState& journal, Moment clock) {
  if (!journal.recorded) return {};
  return std::max(0.0, seconds_of_age(clock - *journal.recorded));
}

Table journal_table(const Look& earlier, const Look& later, const Between& between) {
  Table table("journals", {"journal", "position", "events_per_second", "last_event_seconds_ago", "writers"});
  if (!later.ledger) return table;
  for (const auto& journal : later.ledger->journals) {
    table.add({std::int64_t{journal.journal.value}, journal.end.value,
               end_rate(find_journal(earlier, journal.journal), journal, between),
               age_of_end(journal, later.ledger->clock),
               std::string(journal.stop ? "stopped: see ledgerctl doctor" : "may write")});
  }
  return table;
}

void add_follower(Table& table, JournalId journal, const char* role, const FollowerState* before,
                  const FollowerState& now, const Between& between) {
  table.add({std::int64_t{journal.value}, std::string(role), now.holder.empty() ? std::string("nobody") : now.holder,
             now.place ? Cell(now.place->position.value) : Cell(), now.lag ? Cell(now.lag->events) : Cell(),
             now.lag ? Cell(seconds_of_age(now.lag->age)) : Cell(),
             before ? between.rate(count_of(before->place), count_of(now.place)) : Cell()});
}

Table follower_table(const Look& earlier, const Look& later, const Between& between) {
  Table table("followers",
              {"journal", "follower", "active", "position", "events_behind", "seconds_behind", "events_per_second"});
  if (!later.ledger) return table;
  for (const auto& journal : later.ledger->journals) {
    const auto* before = find_journal(earlier, journal.journal);
    add_follower(table, journal.journal, "projector", before ? &before->projector : nullptr, journal.projector,
                 between);
    add_follower(table, journal.journal, "relay", before ? &before->relay : nullptr, journal.relay, between);
  }
  return table;
}

/// What each of the programs that were asked does by itself; others of its kind are not in it.
Table work_table(const Look& earlier, const Look& later, const Between& between) {
  Table table("work", {"what", "per_second", "per_batch", "milliseconds", "waiting"});
  const auto& api = later.api;
  table.add({std::string("HTTP requests"), between.rate(earlier.api, api, "ledger_http_requests_total"), Cell(),
             Between::mean(earlier.api, api, "ledger_http_request_duration_seconds", milliseconds_in_second), Cell()});
  table.add({std::string("gRPC calls"), between.rate(earlier.api, api, "ledger_grpc_calls_total"), Cell(),
             Between::mean(earlier.api, api, "ledger_grpc_call_duration_seconds", milliseconds_in_second), Cell()});
  const auto queued = api.metrics.sum("ledger_writer_queue_commands");
  table.add({std::string("commands"), between.rate(earlier.api, api, "ledger_writer_commands_total"),
             Between::mean(earlier.api, api, "ledger_writer_batch_commands"),
             Between::mean(earlier.api, api, "ledger_writer_batch_seconds", milliseconds_in_second),
             queued ? Cell(static_cast<std::int64_t>(*queued)) : Cell()});
  table.add(
      {std::string("events projected"),
       between.rate(earlier.projector, later.projector, "ledger_projector_events_total"),
       Between::mean(earlier.projector, later.projector, "ledger_projector_batch_events"),
       Between::mean(earlier.projector, later.projector, "ledger_projector_batch_seconds", milliseconds_in_second),
       Cell()});
  table.add({std::string("events published"), between.rate(earlier.outbox, later.outbox, "ledger_outbox_events_total"),
             Between::mean(earlier.outbox, later.outbox, "ledger_outbox_batch_events"),
             Between::mean(earlier.outbox, later.outbox, "ledger_outbox_transaction_seconds", milliseconds_in_second),
             Cell()});
  return table;
}

Table service_table(const Look& look, const ServiceAddresses& services) {
  Table table("services", {"service", "address", "state"});
  const auto add = [&](const ServiceAddress& service, const ServiceLook& seen) {
    table.add({std::string(service.name), service.address, seen.state.substr(0, state_shown_max)});
  };
  add(services.api, look.api);
  add(services.projector, look.projector);
  add(services.outbox, look.outbox);
  return table;
}

}  // namespace

Answer frame_of(const Look& earlier, const Look& later, const ServiceAddresses& services) {
  const Between between(earlier, later);
  return {.facts = {{"database", later.ledger ? std::string("answers") : later.database_trouble},
                    {"clock", later.ledger ? Cell(format_moment(later.ledger->clock)) : Cell()}},
          .tables = {journal_table(earlier, later, between), follower_table(earlier, later, between),
                     service_table(later, services), work_table(earlier, later, between)}};
}

}  // namespace ledger
