#include "outbox/relay/restating.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "ledger/publication/json_members.hpp"
#include "outbox/relay/publisher.hpp"
#include "outbox/topics/line_comparison.hpp"

namespace ledger {
namespace {

using Accounts = std::vector<std::int64_t>;

constexpr std::size_t page_accounts_max = 1'000;
constexpr std::int64_t accounts_page = 10'000;
constexpr std::chrono::seconds silence_max{8};

void sort_out(Accounts& accounts) {
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
}

/// The epochs before the last one began.
Epochs previous_epochs(const Epochs& epochs) {
  auto rewinds = epochs.rewinds();
  rewinds.pop_back();
  return Epochs(std::move(rewinds));
}

/// The accounts of the events that the last rewind made void; nothing if not all of these can be read.
std::optional<Accounts> touched_accounts(const RelaySettings& settings, const Cursor& cursor, kafka::Admin& admin,
                                         EventReader& reader, const std::stop_token& stop) {
  const auto before = previous_epochs(cursor.epochs);
  const auto line = compare_line(settings, cursor.journal, before, nullptr, admin, reader, stop);
  const auto& rewind = cursor.epochs.rewinds().back();
  if (!line.is_whole() || line.common->position > rewind.last_valid) return std::nullopt;
  Accounts accounts;
  follow_line({.cluster = settings.cluster,
               .topic = settings.topics.events,
               .journal = cursor.journal,
               .epochs = before,
               .ranges = line.ranges},
              *line.common, *line.end, [&](const Event& event) {
                if (event.position > rewind.last_valid) accounts.push_back(event.account.value);
              });
  sort_out(accounts);
  return accounts;
}

std::optional<std::int64_t> account_in_key(const rd_kafka_message_t& message) {
  const std::string_view key(static_cast<const char*>(message.key), message.key_len);
  std::int64_t account = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), account);
  if (error != std::errc{} || end != key.data() + key.size()) return std::nullopt;
  return account;
}

/// The accounts of the journal that consumers of the balances topic know.
Accounts known_accounts(const RelaySettings& settings, const Cursor& cursor, kafka::Admin& admin, int partitions,
                        const std::stop_token& stop) {
  const auto ranges = ranges_of(admin, settings.topics.balances, partitions, whole_topic);
  Accounts accounts;
  for (const auto& range : ranges) {
    kafka::PartitionsReader reader(settings.cluster, settings.topics.balances, {range}, silence_max);
    if (stop.stop_requested()) throw std::runtime_error("stopped while reading the balances topic");
    while (const auto message = reader.next(0)) {
      const std::string_view json(static_cast<const char*>(message->payload), message->len);
      const JsonMembers balance(json);
      if (balance.number<std::int16_t>("journal") != cursor.journal.value) continue;
      if (const auto account = account_in_key(*message)) accounts.push_back(*account);
    }
    sort_out(accounts);
  }
  return accounts;
}

/// The journal's accounts in the database.
void add_recorded_accounts(EventReader& reader, JournalId journal, const std::stop_token& stop, Accounts& accounts) {
  const auto journals = static_cast<std::int64_t>(reader.journals().size());
  AccountId last(0);
  for (auto page = reader.accounts_after(last, accounts_page); !page.empty();
       page = reader.accounts_after(last, accounts_page)) {
    if (stop.stop_requested()) throw std::runtime_error("stopped while looking for accounts");
    for (const auto account : page) {
      if (account.value % journals == journal.value) accounts.push_back(account.value);
    }
    last = page.back();
  }
}

/// Returns the accounts whose balances are to be published again, ascending.
Accounts accounts_to_restate(const RelaySettings& settings, const RelayNote& published, kafka::Admin& admin,
                             EventReader& reader, const std::stop_token& stop) {
  const auto& cursor = published.cursor;
  if (!cursor.restate_all) {
    if (auto touched = touched_accounts(settings, cursor, admin, reader, stop)) return *std::move(touched);
  }
  auto accounts = known_accounts(settings, cursor, admin, static_cast<int>(published.balances_ends.size()), stop);
  // Consumers have never heard of some of the accounts behind a gap, and of none on a topic that was made anew.
  add_recorded_accounts(reader, cursor.journal, stop, accounts);
  sort_out(accounts);
  return accounts;
}

/// Publishes the accounts' balances or tombstones in one Kafka transaction.
void publish_page(kafka::Producer& producer, Publisher& publisher, EventReader& reader,
                  std::span<const std::int64_t> page, bool is_last, RelayNote& published) {
  const auto& cursor = published.cursor;
  const auto epoch = cursor.epochs.current();
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  std::unordered_map<std::int64_t, Event> states;
  for (auto& event : reader.read_states(page, cursor.at.position))
    states.emplace(event.account.value, std::move(event));
  producer.begin();
  for (const auto account : page) {
    const auto state = states.find(account);
    if (state != states.end()) {
      publisher.produce_balance(producer, state->second, epoch);
    } else {
      const Rewind since{.epoch = epoch, .last_valid = cursor.at.position, .hash = cursor.at.hash};
      publisher.produce_vanished(producer, cursor.journal, AccountId(account), since, now);
    }
  }
  auto reached = cursor;
  reached.restate_all = cursor.restate_all && !is_last;
  reached.restated_to = is_last ? std::nullopt : std::optional(AccountId(page.back()));
  Publisher::commit(producer, std::move(reached), published);
}

}  // namespace

void finish_restating(const RelaySettings& settings, kafka::Admin& admin, kafka::Producer& producer,
                      RelayNote& published, const std::stop_token& stop) {
  if (!published.cursor.restated_to) return;
  EventReader reader(settings.database, "ledger-outbox restating", {.stop = stop});
  const auto accounts = accounts_to_restate(settings, published, admin, reader, stop);
  const auto done = std::upper_bound(accounts.begin(), accounts.end(), published.cursor.restated_to->value);
  std::span<const std::int64_t> rest(accounts.data() + (done - accounts.begin()),
                                     static_cast<std::size_t>(accounts.end() - done));
  Publisher publisher(settings.source);
  spdlog::info("journal {}: telling the balances of {} accounts again", published.cursor.journal.value, rest.size());
  do {
    if (stop.stop_requested()) throw std::runtime_error("stopped while telling balances again");
    const auto page = rest.first(std::min(rest.size(), page_accounts_max));
    rest = rest.subspan(page.size());
    publish_page(producer, publisher, reader, page, rest.empty(), published);
  } while (!rest.empty());
}

}  // namespace ledger
