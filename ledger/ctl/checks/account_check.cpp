#include "ledger/ctl/checks/account_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/snapshots/compared_snapshots.hpp"
#include "ledger/snapshots/projection.hpp"
#include "ledger/snapshots/row_count.hpp"

namespace ledger {
namespace {

constexpr std::size_t accounts_at_once_max = 1'000;
constexpr std::int64_t events_at_once_max = 20'000;
constexpr std::int64_t stray_page_accounts = 10'000;
/// Each of them because of another exchange of snapshots.
constexpr int attempts_max = 20;

/// Parameters: accounts and their journals. All of an account is of one moment: the projector writes its rows, its
/// snapshot and the checkpoint in one transaction.
constexpr const char* live_states_sql =
    "select c.position, s.version, s.position, s.balance, s.held, s.balance_limit, s.runs::bigint, s.slots::bigint,"
    " s.journal, s.status, s.currency,"
    " (select count(*) from (select from run_row r where r.account_id = wanted.account_id limit 1000000) as rows),"
    " (select count(*) from (select from run_slot t where t.account_id = wanted.account_id limit 1000000) as slots)"
    " from unnest($1::bigint[], $2::smallint[]) with ordinality as wanted (account_id, journal, place)"
    " left join snapshot_checkpoint c on c.journal = wanted.journal"
    " left join account_snapshot s on s.account_id = wanted.account_id order by place";

/// At so many the statement stops to count.
constexpr std::int64_t counted_at_once_max = 1'000'000;

/// Another number means that snapshots were exchanged or repaired.
constexpr const char* generations_sql = "select coalesce(sum(generation), 0)::bigint from snapshot_checkpoint";

// {0} is the table, {1} what must be there for an account. Parameters: the account to go on from, how many at most.
// Jumps from account to account along the primary key. Not EXISTS, which the planner may answer from a hash of a table.
constexpr const char* stray_format =
    "with recursive found (account_id) as ("
    " (select account_id from {0} where account_id >= $1::bigint order by account_id limit 1)"
    " union all"
    " select (select {0}.account_id from {0} where {0}.account_id > found.account_id order by account_id limit 1)"
    " from found where found.account_id is not null)"
    " select account_id, ((select 1 from {1} as known where known.account_id = found.account_id limit 1) is not null)"
    "::int::smallint"
    " from found where account_id is not null limit $2::bigint";

std::string own_name(const char* table, AccountId account) {
  return fmt::format("{}, account {}", table, account.value);
}

[[noreturn]] void throw_differs(const std::string& name, const std::string& what) {
  throw SnapshotDiffers(name + ": " + what);
}

void must_be(const std::string& name, const char* column, std::int64_t found, std::int64_t expected) {
  if (found == expected) return;
  throw_differs(name, fmt::format("{} is {}, and the events lead to {}", column, found, expected));
}

}  // namespace

/// An account as the live tables have it.
struct AccountCheck::LiveState {
  CheckedAccount account;
  /// The position up to which the journal is projected.
  std::optional<Position> checkpoint;
  /// True if the rest is there.
  bool has_snapshot = false;
  std::int64_t version = 0;
  std::int64_t position = 0;
  std::int64_t balance = 0;
  std::int64_t held = 0;
  std::int64_t limit = 0;
  std::int64_t runs = 0;
  std::int64_t slots = 0;
  std::int16_t journal = 0;
  std::int16_t status = 0;
  std::string currency;
  std::int64_t row_count = 0;
  std::int64_t slot_count = 0;
};

std::vector<AccountCheck::LiveState> AccountCheck::live_states(std::span<const CheckedAccount> accounts) {
  std::vector<std::int64_t> ids;
  std::vector<std::int16_t> journals;
  for (const auto& account : accounts) {
    ids.push_back(account.id.value);
    journals.push_back(account.journal.value);
  }
  PostgresParameters parameters;
  parameters.add_int64_array(ids);
  parameters.add_int16_array(journals);
  const auto rows = connection_.execute(live_states_sql, parameters);
  std::vector<LiveState> states;
  for (int row = 0; row < rows.rows(); ++row) {
    LiveState state;
    state.account = accounts[static_cast<std::size_t>(row)];
    state.row_count = rows.int64(row, 11);
    state.slot_count = rows.int64(row, 12);
    if (!rows.is_null(row, 0)) state.checkpoint = Position(rows.int64(row, 0));
    state.has_snapshot = !rows.is_null(row, 1);
    if (state.has_snapshot) {
      int column = 1;
      for (auto* number :
           {&state.version, &state.position, &state.balance, &state.held, &state.limit, &state.runs, &state.slots}) {
        *number = rows.int64(row, column++);
      }
      state.journal = rows.int16(row, column++);
      state.status = rows.int16(row, column++);
      state.currency = rows.text(row, column);
    }
    if (std::max(state.row_count, state.slot_count) == counted_at_once_max) {
      const auto counted = count_rows(connection_, state.account.id, Position(state.position));
      state.row_count = counted.rows;
      state.slot_count = counted.slots;
    }
    states.push_back(std::move(state));
  }
  return states;
}

std::optional<std::string> AccountCheck::check(
    std::span<const CheckedAccount> accounts,
    const std::function<void(std::size_t accounts, std::int64_t events)>& compared) {
  try {
    while (!accounts.empty()) {
      std::size_t count = 0;
      std::int64_t events = 0;
      while (count < std::min(accounts.size(), accounts_at_once_max) && events < events_at_once_max) {
        events += accounts[count++].events;
      }
      check_undisturbed(accounts.first(count));
      accounts = accounts.subspan(count);
      compared(count, events);
    }
  } catch (const SnapshotDiffers& difference) {
    return difference.what();
  } catch (const InvariantViolation& violation) {
    // Events that came since they were checked, or rows that cannot be read back.
    return std::string("the snapshots cannot be compared with the events: ") + violation.what();
  }
  return std::nullopt;
}

std::int64_t AccountCheck::generations() { return connection_.execute(generations_sql).int64(0, 0); }

void AccountCheck::check_undisturbed(std::span<const CheckedAccount> accounts) {
  for (int attempt = 1;; ++attempt) {
    const auto before = generations();
    try {
      return check_some(accounts);
    } catch (const SnapshotDiffers&) {
      // A rebuild exchanges the snapshots for others, which may be of an earlier position.
      if (attempt == attempts_max || generations() == before) throw;
    }
  }
}

void AccountCheck::check_some(std::span<const CheckedAccount> accounts) {
  std::vector<LiveState> projected;
  std::vector<LiveState> unprojected;
  for (auto& state : live_states(accounts)) {
    (state.has_snapshot ? projected : unprojected).push_back(std::move(state));
  }
  check_unprojected(unprojected);
  check_projected(projected);
}

void AccountCheck::check_unprojected(std::span<const LiveState> states) {
  for (const auto& state : states) {
    const auto id = state.account.id;
    if (state.row_count > 0) throw_differs(own_name("run_row", id), "has rows, and account_snapshot has none");
    if (state.slot_count > 0) throw_differs(own_name("run_slot", id), "has rows, and account_snapshot has none");
  }
  check_following(states);
}

void AccountCheck::check_projected(std::span<const LiveState> states) {
  if (states.empty()) return;
  ComparedSnapshots snapshots(connection_);
  Projection projection(snapshots, states.front().account.journal, {.accounts_max = accounts_at_once_max});
  // A snapshot may claim any version: that it does not exist is noticed when it is compared.
  std::vector<VersionRange> small;
  for (const auto& state : states) {
    const auto id = state.account.id;
    if (state.version <= events_at_once_max) {
      small.push_back({.account = id, .first = Version(1), .last = Version(state.version)});
      continue;
    }
    for (std::int64_t first = 1; first <= state.version; first += events_at_once_max) {
      const auto last = std::min(state.version, first + events_at_once_max - 1);
      const VersionRange page{.account = id, .first = Version(first), .last = Version(last)};
      const auto events = events_({&page, 1});
      if (events.empty()) break;
      projection.apply(events);
    }
  }
  projection.apply(events_(small));
  for (const auto& state : states) {
    const auto found = snapshots.expected().find(state.account.id);
    if (found == snapshots.expected().end()) {
      throw_differs(own_name("account_snapshot", state.account.id), "is of no event");
    }
    check_state(state, found->second);
  }
  check_following(states);
}

void AccountCheck::check_state(const LiveState& live, const ComparedSnapshots::Expected& expected) {
  const auto name = own_name("account_snapshot", live.account.id);
  const auto& [snapshot, rows, slots] = expected;
  must_be(name, "version", live.version, snapshot.state.version.value);
  must_be(name, "position", live.position, snapshot.position.value);
  must_be(name, "balance", live.balance, snapshot.state.balance);
  must_be(name, "held", live.held, snapshot.state.held);
  must_be(name, "balance_limit", live.limit, snapshot.state.limit);
  must_be(name, "runs", live.runs, snapshot.run_count);
  must_be(name, "slots", live.slots, snapshot.slot_count);
  must_be(name, "journal", live.journal, snapshot.journal.value);
  must_be(name, "status", live.status, static_cast<std::int64_t>(snapshot.state.status));
  const auto currency = snapshot.state.currency.code();
  if (live.currency != currency) {
    throw_differs(name, fmt::format("currency is {}, and the events lead to {}", live.currency, currency));
  }
  must_be(own_name("run_row", live.account.id), "the number of rows", live.row_count, rows);
  must_be(own_name("run_slot", live.account.id), "the number of rows", live.slot_count, slots);
  if (!live.checkpoint || snapshot.position > *live.checkpoint) {
    throw_differs(name, "position is ahead of snapshot_checkpoint");
  }
}

void AccountCheck::check_following(std::span<const LiveState> states) {
  std::vector<VersionRange> following;
  for (const auto& state : states) {
    const auto next = Version(state.version).next();
    following.push_back({.account = state.account.id, .first = next, .last = next});
  }
  auto state = states.begin();
  for (const auto& event : events_(following)) {
    state = std::find_if(state, states.end(), [&](const LiveState& each) { return each.account.id == event.account; });
    if (!state->checkpoint || event.position > *state->checkpoint) continue;
    throw_differs(
        own_name("account_snapshot", event.account),
        state->has_snapshot ? "is behind snapshot_checkpoint: an event up to there is left out" : "is missing");
  }
}

std::optional<std::string> AccountCheck::find_stray_row() {
  const auto find_in = [&](const char* table, const char* known) -> std::optional<std::string> {
    const auto sql = fmt::format(fmt::runtime(stray_format), table, known);
    for (auto first = std::numeric_limits<std::int64_t>::min();;) {
      PostgresParameters parameters;
      parameters.add_int64(first);
      parameters.add_int64(stray_page_accounts);
      const auto rows = connection_.execute(sql.c_str(), parameters);
      for (int row = 0; row < rows.rows(); ++row) {
        if (rows.int16(row, 1) == 0) return own_name(table, AccountId(rows.int64(row, 0))) + ": no such account";
      }
      if (rows.rows() < stray_page_accounts) return std::nullopt;
      first = rows.int64(rows.rows() - 1, 0);
    }
  };
  if (auto found = find_in("account_snapshot", "event")) return found;
  if (auto found = find_in("run_row", "account_snapshot")) return found;
  return find_in("run_slot", "account_snapshot");
}

}  // namespace ledger
