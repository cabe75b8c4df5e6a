// The due holds of accounts that lack money for a command.
#include <algorithm>

#include "ledger/domain/details.hpp"
#include "ledger/journal/event_row.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/writer/session/journal_session.hpp"

namespace ledger {
namespace {

/// The most times that a batch may look for due holds.
constexpr int due_looks_max = 8;

static_assert(due_holds_max == journal_sql::due_holds_per_account_max, "one look finds all that a batch may expire");

}  // namespace

/// Decides, and decides again as long as it turns out that an account's due holds are needed. Each look finds out about
/// at least one more account; what is not known after the last one waits for the next batch.
DecidedBatch JournalSession::decide_with_due_holds(std::span<Command> commands, std::span<const CommandGroup> groups,
                                                   LoadedState& loaded) {
  DecidedBatch batch = decide_batch(commands, groups, loaded, cache_, chain_);
  bool may_look = true;
  for (int looks = 0; may_look && looks < due_looks_max && !batch.in_need.empty(); ++looks) {
    may_look = load_due_holds(batch.in_need, loaded);
    batch = decide_batch(commands, groups, loaded, cache_, chain_);
  }
  return batch;
}

/// Under the locks: all due holds of these accounts, or, if those are too many, the first account's alone, and false.
bool JournalSession::load_due_holds(std::span<const AccountId> accounts, LoadedState& loaded) {
  auto rows = look_up_due_holds(accounts, recorded_time(loaded));
  const bool is_complete = rows.rows() < journal_sql::due_holds_looked_up_max || accounts.size() == 1;
  if (!is_complete) {
    accounts = accounts.first(1);
    rows = look_up_due_holds(accounts, recorded_time(loaded));
  }
  std::unordered_map<AccountId, std::vector<std::pair<Moment, Uid>>> found;
  for (int row = 0; row < rows.rows(); ++row) {
    RecordedTransaction hold;
    hold.legs.push_back(event_in(rows, row));
    const Event& placed = hold.legs.front();
    if (!is_understood(placed)) {
      loaded.due_holds[placed.account].has_newer = true;
      continue;
    }
    const Uid uid = placed.uid;
    found[placed.account].emplace_back(hold_terms(placed).expires, uid);
    // A hold that a command of the batch has named is known already, with its texts.
    loaded.recorded.try_emplace(uid, std::move(hold));
  }
  for (const auto account : accounts) {
    auto& holds = found[account];
    std::sort(holds.begin(), holds.end());
    DueHolds& due_holds = loaded.due_holds[account];
    for (const auto& [expires, uid] : holds) due_holds.uids.push_back(uid);
    due_holds.has_more = holds.size() == due_holds_max;
  }
  return is_complete;
}

PostgresResult JournalSession::look_up_due_holds(std::span<const AccountId> accounts, Moment due) {
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> open_from;
  for (const auto account : accounts) {
    numbers.push_back(account.value);
    open_from.push_back(microseconds_since_epoch(due_memory_.open_from(account)));
  }
  parameters_.clear();
  parameters_.add_int64_array(numbers);
  parameters_.add_int64_array(open_from);
  parameters_.add_int64(microseconds_since_epoch(due));
  connection_.send_prepared("due_holds_of_accounts", parameters_);
  connection_.sync();
  auto rows = connection_.next_result();
  connection_.finish_sync();
  return rows;
}

void JournalSession::note_placed_holds(const DecidedBatch& batch) {
  for (const auto& transaction : batch.transactions) {
    const Event& last = transaction.recorded.legs.back();
    if (last.type == EventType::hold_placed) due_memory_.note_placed(last.account, hold_terms(last).expires);
  }
}

/// Once the batch is known to be committed: where the next look for due holds begins. Of accounts of other journals
/// nothing is known without their lock.
void JournalSession::remember_due_holds(const LoadedState& loaded, const DecidedBatch& batch) {
  std::unordered_set<Uid> ended;
  for (const auto& transaction : batch.transactions) {
    const Event& last = transaction.recorded.legs.back();
    if (transaction.first_new_leg > 0) ended.insert(last.uid);
  }
  for (const auto& [account, due] : loaded.due_holds) {
    if (journal_of(account, journal_count_) != journal_ || due.has_newer) continue;
    const auto is_left = [&ended](const Uid& uid) { return !ended.contains(uid); };
    const auto left = std::find_if(due.uids.begin(), due.uids.end(), is_left);
    if (left == due.uids.end() && !due.has_more) {
      due_memory_.learn(account, batch.recorded + std::chrono::microseconds(1));
      continue;
    }
    const Uid& first = left == due.uids.end() ? due.uids.back() : *left;
    due_memory_.learn(account, hold_terms(loaded.recorded.at(first).legs.front()).expires);
  }
}

}  // namespace ledger
