// The first half of a batch: the locks, and what is looked up under them.
#include <algorithm>
#include <utility>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/epoch_query.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/journal/recorded_rows.hpp"
#include "ledger/process/host_clocks.hpp"
#include "ledger/writer/session/journal_session.hpp"
#include "ledger/writer/session/look_ups.hpp"

namespace ledger {
namespace {

bool opens_account(const Command& command) { return std::holds_alternative<OpenAccount>(command); }

}  // namespace

LoadedState JournalSession::lock_and_load(std::span<const Command> commands) {
  const bool with_opens = std::any_of(commands.begin(), commands.end(), opens_account);
  const auto journals = journals_of(commands);
  clock_reading_.asked = time_since_boot();
  send_locks(journals);
  send_look_ups(commands);
  connection_.next_result();  // begin
  std::vector<JournalTail> others;
  for (const auto journal : journals) {
    const auto lock = connection_.next_result();
    ensure(lock.rows() == 1, "the journal to lock is there");
    if (journal == journal_) continue;
    others.push_back(
        {.journal = journal, .head = {.at = {.position = Position(0), .hash = hash_in(lock.bytes(0, 0))}}});
  }
  LoadedState loaded;
  loaded.journal_count = journal_count_;
  loaded.books_closed_until = books_closed_until_;
  loaded.journals = {JournalTail{.journal = journal_, .head = {}}};
  const bool cache_is_right = catch_up(connection_.next_result(), loaded);
  for (auto& other : others) {
    const auto rows = connection_.next_result();
    heed_guard(rows, other.journal, loaded);
    if (const auto head = head_in(rows)) other.head = *head;
    loaded.journals.push_back(other);
  }
  receive_look_ups(loaded, with_opens);
  connection_.finish_sync();
  learn_epochs();
  if (!cache_is_right || !knows_all_accounts(commands)) load_accounts_again(commands, loaded);
  heed_clocks(loaded);
  return loaded;
}

/// The journals of all accounts that the commands are about, and this session's own, ascending: the order in which
/// every writer locks them.
std::vector<JournalId> JournalSession::journals_of(std::span<const Command> commands) {
  if (journal_count_ == 1) return {journal_};
  std::vector<JournalId> journals{journal_};
  const auto referred = referred_uids(commands);
  if (!referred.empty()) {
    // Before the lock, since it decides what to lock; legs never change. What is not yet committed is not found, and
    // its accounts do not exist for this batch then.
    parameters_.clear();
    parameters_.add_uuid_array(referred);
    connection_.send_prepared("accounts_of_transactions", parameters_);
    connection_.sync();
    const auto rows = connection_.next_result();
    for (int row = 0; row < rows.rows(); ++row) {
      journals.push_back(journal_of(AccountId(rows.int64(row, 0)), journal_count_));
    }
    connection_.finish_sync();
  }
  for (const auto& command : commands) {
    for_each_account(command, [&](AccountId id) { journals.push_back(journal_of(id, journal_count_)); });
  }
  std::sort(journals.begin(), journals.end());
  journals.erase(std::unique(journals.begin(), journals.end()), journals.end());
  return journals;
}

/// Opens the transaction, takes the locks, and asks where the journals end: this session's own first.
void JournalSession::send_locks(std::span<const JournalId> journals) {
  const auto send = [this](const char* name) { connection_.send_prepared(name, parameters_); };
  parameters_.clear();
  send("begin");
  for (const auto journal : journals) {
    parameters_.clear();
    parameters_.add_int16(journal.value);
    send("lock");
  }
  parameters_.clear();
  parameters_.add_int16(journal_.value);
  if (head_ && head_->at.position > Position(0)) {
    parameters_.add_int64(head_->at.position.value);
    parameters_.add_int64(catch_up_events_max + 1);
    add_database(parameters_);
    send("catch_up");
  } else {
    add_database(parameters_);
    send("last_of_journal");
  }
  for (const auto journal : journals) {
    if (journal == journal_) continue;
    parameters_.clear();
    parameters_.add_int16(journal.value);
    add_database(parameters_);
    send("last_of_journal");
  }
}

void JournalSession::send_look_ups(std::span<const Command> commands) {
  auto& accounts = requested_accounts_;
  accounts.clear();
  std::vector<std::span<const std::uint8_t>> uids;
  std::vector<std::string_view> external_ids;
  std::vector<std::string_view> logins;
  std::int64_t opens = 0;
  for (const auto& command : commands) {
    uids.emplace_back(uid_of(command).bytes);
    if (const auto* open = std::get_if<OpenAccount>(&command)) {
      ++opens;
      if (open->identity.external_id) external_ids.emplace_back(*open->identity.external_id);
      if (open->identity.login) logins.emplace_back(open->identity.login->name);
    }
    for_each_account(command, [&](AccountId id) {
      if (cache_.find(id) == nullptr) accounts.insert(id.value);
    });
  }
  const auto referred = referred_uids(commands);
  uids.insert(uids.end(), referred.begin(), referred.end());

  const auto send = [this](const char* name) { connection_.send_prepared(name, parameters_); };
  asks_for_accounts_ = !accounts.empty() || !referred.empty();
  if (asks_for_accounts_) {
    parameters_.clear();
    parameters_.add_int64_array(std::vector<std::int64_t>(accounts.begin(), accounts.end()));
    parameters_.add_uuid_array(referred);
    send("last_events");
  }
  parameters_.clear();
  parameters_.add_uuid_array(uids);
  send("recorded");
  if (opens > 0) {
    parameters_.clear();
    parameters_.add_int64(opens);
    send("fresh_accounts");
    parameters_.clear();
    parameters_.add_text_array(external_ids);
    send("taken_external_ids");
    parameters_.clear();
    parameters_.add_text_array(logins);
    send("taken_logins");
    parameters_.clear();
    send("identities_lost");
  }
  connection_.sync();
}

void JournalSession::receive_look_ups(LoadedState& loaded, bool with_opens) {
  if (asks_for_accounts_) {
    const auto accounts = connection_.next_result();
    for (int row = 0; row < accounts.rows(); ++row) loaded.accounts.push_back(account_after(event_in(accounts, row)));
  }
  const auto recorded = connection_.next_result();
  for (auto& transaction : recorded_from_rows(recorded)) {
    const auto uid = transaction.legs.front().uid;
    loaded.recorded.emplace(uid, std::move(transaction));
  }
  if (!with_opens) return;
  const auto numbers = connection_.next_result();
  for (int row = 0; row < numbers.rows(); ++row) {
    // An account's journal is its id modulo the number of journals.
    loaded.fresh_accounts.push_back(AccountId(numbers.int64(row, 0) * journal_count_ + journal_.value));
  }
  const auto external_ids = connection_.next_result();
  for (int row = 0; row < external_ids.rows(); ++row) loaded.taken_external_ids.insert(external_ids.text(row, 0));
  const auto logins = connection_.next_result();
  for (int row = 0; row < logins.rows(); ++row) loaded.taken_logins.insert(logins.text(row, 0));
  loaded.identities_lost = connection_.next_result().rows() > 0;
}

}  // namespace ledger
