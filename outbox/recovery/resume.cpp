#include "outbox/recovery/resume.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "ledger/journal/event_reader.hpp"
#include "ledger/restore/journal_guard.hpp"
#include "ledger/restore/journal_recovery.hpp"
#include "outbox/relay/publisher.hpp"
#include "outbox/relay/relay_lease.hpp"
#include "outbox/relay/relay_start.hpp"
#include "outbox/relay/repeated_erasures.hpp"
#include "outbox/relay/restating.hpp"
#include "outbox/topics/line_comparison.hpp"

namespace ledger {
namespace {

/// Returns the facts once all topics exist and fit. The note is left out, since its word on the past is what is decided
/// on here.
StartFacts prepare_topics(const RelaySettings& settings, JournalId journal, kafka::Admin& admin, RelayNotes& notes) {
  auto facts = gather_facts(settings, journal, admin, notes);
  const bool balances_were_lost = has_lost_balances(facts);
  make_topics(settings, admin, facts, {});
  facts = gather_facts(settings, journal, admin, notes);
  facts.balances_were_lost = balances_were_lost;
  facts.note.reset();
  if (const auto halt = check_topics(facts)) throw std::runtime_error(halt->reason);
  return facts;
}

/// The identities erased in the events that are given up, and the highest account id in them.
struct GivenUp {
  std::vector<std::int64_t> erased;
  AccountId last_account;
};

/// Reads what is there of it, whether or not it is a whole line.
GivenUp read_given_up(const RelaySettings& settings, const StartFacts& facts, const ResumePlan& plan,
                      kafka::Admin& admin) {
  GivenUp given_up{.erased = {}, .last_account = plan.cursor.accounts_end.value()};
  if (!plan.rewind) return given_up;
  const auto& line = *facts.line;
  if (!line.is_whole()) {
    spdlog::warn("not all of what is given up can be read ({}): erasures in the rest are not known", line.problem);
  }
  const auto partitions = facts.events.state->partitions;
  PublishedLine published(
      {.cluster = settings.cluster,
       .topic = settings.topics.events,
       .journal = facts.journal,
       .epochs = facts.cursor ? facts.cursor->epochs : latest_epochs(facts),
       .ranges = line.common ? line.ranges : ranges_of(admin, settings.topics.events, partitions, whole_topic)});
  for (auto events = published.next(); !events.empty(); events = published.next()) {
    for (const auto& event : events) {
      given_up.last_account = std::max(given_up.last_account, event.account);
      const bool is_given_up = event.position > plan.rewind->last_valid;
      if (is_given_up && event.type == EventType::identity_erased) given_up.erased.push_back(event.account.value);
    }
  }
  return given_up;
}

/// The accounts among these that were opened before what is given up: one that was opened in it is gone, and its number
/// may have been given to somebody else since.
std::vector<AccountId> still_there(EventReader& reader, const std::vector<std::int64_t>& accounts,
                                   const StartFacts& facts) {
  std::vector<AccountId> there;
  if (accounts.empty()) return there;
  const auto common = facts.line->common.value_or(ChainPoint{});
  for (const auto& event : reader.read_states(accounts, common.position)) {
    there.push_back(event.account);
    spdlog::warn("account {} was erased in the events that are given up: it will be erased again", event.account.value);
  }
  return there;
}

void tell_kafka(const RelaySettings& settings, kafka::Producer& producer, const ResumePlan& plan,
                RelayNote& published) {
  Publisher publisher(settings.source);
  producer.begin();
  if (plan.rewind) {
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    publisher.produce_rewind(producer, plan.cursor.journal, *plan.rewind, plan.cursor.at.position.next(),
                             static_cast<int>(published.events_ends.size()), now);
  }
  Publisher::commit(producer, plan.cursor, published);
}

}  // namespace

void resume(const RelaySettings& settings, const ResumeOrder& order) {
  const auto lease = RelayLease::await(settings.database, order.journal, "resume", settings.lease_duration);
  RelayNotes notes(settings.database, {});
  kafka::Admin admin(settings.cluster, admin_deadline(settings));
  auto facts = prepare_topics(settings, order.journal, admin, notes);
  const auto producer = open_producer(settings, facts, {});
  read_line(settings, admin, facts, LineWanted::always, {});
  EventReader reader(settings.database, "ledger-outbox resume");
  auto decided = plan_resume(facts, order, reader.hash_at(order.journal, order.position), reader.last_account());
  if (const auto* refusal = std::get_if<std::string>(&decided)) throw std::runtime_error(*refusal);
  auto& plan = std::get<ResumePlan>(decided);
  // Before anything is told to Kafka, the database knows what must not be forgotten.
  const auto given_up = read_given_up(settings, facts, plan, admin);
  plan.cursor.accounts_end = given_up.last_account;
  JournalRecovery(settings.database, order.journal).pass_accounts(given_up.last_account);
  note_erasures(settings.database, still_there(reader, given_up.erased, facts));
  auto published = note_of(facts, plan.cursor);
  tell_kafka(settings, *producer, plan, published);
  JournalGuard guard(settings.database);
  if (!guard.confirm(order.journal, plan.cursor.at, plan.cursor.epochs)) {
    throw std::runtime_error("the journal was changed meanwhile; look again");
  }
  repeat_erasures(settings.database);
  finish_restating(settings, admin, *producer, published, {});
  notes.write(published);
  spdlog::info("journal {} goes on behind position {} in epoch {}: a relay publishes {} next", order.journal.value,
               order.position.value, plan.cursor.epochs.current().value, order.position.value + 1);
}

}  // namespace ledger
