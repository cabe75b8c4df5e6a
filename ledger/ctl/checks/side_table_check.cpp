#include "ledger/ctl/checks/side_table_check.hpp"

#include <algorithm>

#include "ledger/domain/details.hpp"

namespace ledger {
namespace {

using StoredBytes = std::span<const std::uint8_t>;

constexpr int page_rows = 10'000;

// A row for each of the given uids or legs, in their order; what is not there is null.
constexpr const char* opened_sql =
    "select exists (select from event where event.transaction_uid = wanted.uid and leg = 1)::int::smallint,"
    " open_hold.account_id, open_hold.amount, open_hold.expires_us"
    " from unnest($1::uuid[]) with ordinality as wanted (uid, place)"
    " left join open_hold on open_hold.transaction_uid = wanted.uid order by place";
constexpr const char* ended_sql =
    "select placed.type, placed.account_id, placed.amount, before.held"
    " from unnest($1::uuid[], $2::bigint[], $3::bigint[]) with ordinality as wanted (uid, account_id, version, place)"
    " left join event placed on placed.transaction_uid = wanted.uid and placed.leg = 0"
    " left join event before on before.account_id = wanted.account_id and before.version = wanted.version - 1"
    " order by place";
constexpr const char* reversals_sql =
    "select reversal.reversed_by_uid, reversed.type, reversed.account_id, reversed.amount"
    " from unnest($1::uuid[], $2::smallint[]) with ordinality as wanted (uid, leg, place)"
    " left join reversal on reversal.reverses_uid = wanted.uid and reversal.leg = wanted.leg"
    " left join event reversed on reversed.transaction_uid = wanted.uid and reversed.leg = wanted.leg order by place";

// Pages along the primary keys, each beginning with the last row of the one before. Not EXISTS, which the planner may
// answer from a hash of the whole journal.
constexpr const char* hold_rows_sql =
    "select transaction_uid, ((select 1 from event where event.transaction_uid = open_hold.transaction_uid"
    " and leg = 0 and type = 6 limit 1) is not null)::int::smallint"
    " from open_hold where transaction_uid >= $1::uuid order by transaction_uid limit $2::bigint";
constexpr const char* reversal_rows_sql =
    "select reverses_uid, leg, reversed_by_uid from reversal where (reverses_uid, leg) >= ($1::uuid, $2::smallint)"
    " order by reverses_uid, leg limit $3::bigint";
constexpr const char* unknown_sql =
    "select place from unnest($1::uuid[], $2::text[]) with ordinality as wanted (uid, details, place)"
    " where not exists (select from event where event.transaction_uid = wanted.uid and event.details = wanted.details)"
    " order by place limit 1";

Uid uid_at(const PostgresResult& rows, int row, int column) {
  Uid uid;
  const auto bytes = rows.bytes(row, column);
  std::copy_n(bytes.begin(), std::min(bytes.size(), uid.bytes.size()), uid.bytes.begin());
  return uid;
}

bool is_type(const PostgresResult& rows, int row, int column, std::initializer_list<EventType> types) {
  if (rows.is_null(row, column)) return false;
  const auto type = event_type_from_number(rows.int16(row, column));
  return type && std::find(types.begin(), types.end(), *type) != types.end();
}

template <class Chosen>
std::vector<const Event*> those(const std::vector<Event>& events, Chosen chosen) {
  std::vector<const Event*> result;
  for (const auto& event : events) {
    if (chosen(event.type)) result.push_back(&event);
  }
  return result;
}

std::vector<StoredBytes> uids_of(const std::vector<const Event*>& events) {
  std::vector<StoredBytes> uids;
  for (const auto* event : events) uids.emplace_back(event->uid.bytes);
  return uids;
}

}  // namespace

std::optional<std::pair<Position, std::string>> SideTableCheck::check(const std::vector<Event>& events) {
  if (auto found = check_opened(those(events, [](EventType type) { return type == EventType::hold_placed; }))) {
    return found;
  }
  if (auto found = check_ended(those(events, ends_hold))) return found;
  return check_reversals(those(events, is_reversal));
}

SideTableCheck::Found SideTableCheck::check_opened(const std::vector<const Event*>& holds) {
  if (holds.empty()) return std::nullopt;
  PostgresParameters parameters;
  parameters.add_uuid_array(uids_of(holds));
  const auto rows = connection_.execute(opened_sql, parameters);
  for (int row = 0; row < rows.rows(); ++row) {
    const auto& hold = *holds[static_cast<std::size_t>(row)];
    const bool is_ended = rows.int16(row, 0) != 0;
    const bool is_listed = !rows.is_null(row, 1);
    if (is_ended && is_listed) return std::pair{hold.position, "the hold has ended, and open_hold has it still"};
    if (!is_ended && !is_listed) return std::pair{hold.position, "the hold is open, and open_hold does not have it"};
    if (is_listed && (rows.int64(row, 1) != hold.account.value || rows.int64(row, 2) != hold.amount ||
                      rows.int64(row, 3) != microseconds_since_epoch(hold_terms(hold).expires))) {
      return std::pair{hold.position, "open_hold has the hold with another account, amount or expiry"};
    }
  }
  return std::nullopt;
}

SideTableCheck::Found SideTableCheck::check_ended(const std::vector<const Event*>& endings) {
  if (endings.empty()) return std::nullopt;
  std::vector<std::int64_t> accounts;
  std::vector<std::int64_t> versions;
  for (const auto* ending : endings) {
    accounts.push_back(ending->account.value);
    versions.push_back(ending->version.value);
  }
  PostgresParameters parameters;
  parameters.add_uuid_array(uids_of(endings));
  parameters.add_int64_array(accounts);
  parameters.add_int64_array(versions);
  const auto rows = connection_.execute(ended_sql, parameters);
  for (int row = 0; row < rows.rows(); ++row) {
    const auto& ending = *endings[static_cast<std::size_t>(row)];
    const bool fits = is_type(rows, row, 0, {EventType::hold_placed}) && rows.int64(row, 1) == ending.account.value &&
                      !rows.is_null(row, 3) && rows.int64(row, 3) - ending.held == rows.int64(row, 2);
    if (!fits) return std::pair{ending.position, "it does not end the hold of its transaction"};
  }
  return std::nullopt;
}

SideTableCheck::Found SideTableCheck::check_reversals(const std::vector<const Event*>& reversals) {
  if (reversals.empty()) return std::nullopt;
  std::vector<LegReference> references;
  for (const auto* reversal : reversals) references.push_back(reversed_leg(*reversal));
  std::vector<StoredBytes> uids;
  std::vector<std::int16_t> legs;
  for (const auto& reference : references) {
    uids.emplace_back(reference.uid.bytes);
    legs.push_back(reference.leg.value);
  }
  PostgresParameters parameters;
  parameters.add_uuid_array(uids);
  parameters.add_int16_array(legs);
  const auto rows = connection_.execute(reversals_sql, parameters);
  for (int row = 0; row < rows.rows(); ++row) {
    const auto& reversal = *reversals[static_cast<std::size_t>(row)];
    if (rows.is_null(row, 0) || uid_at(rows, row, 0) != reversal.uid) {
      return std::pair{reversal.position, "table reversal does not have it"};
    }
    const bool is_opposite =
        reversal.type == EventType::reversal_debited
            ? is_type(rows, row, 1, {EventType::deposited, EventType::transfer_received})
            : is_type(rows, row, 1, {EventType::withdrawn, EventType::transfer_sent, EventType::hold_captured});
    if (!is_opposite || rows.int64(row, 2) != reversal.account.value || rows.int64(row, 3) != reversal.amount) {
      return std::pair{reversal.position, "it does not undo the leg that it names"};
    }
  }
  return std::nullopt;
}

std::optional<std::string> SideTableCheck::find_stray_row() {
  auto found = find_stray_hold();
  return found ? found : find_stray_reversal();
}

std::optional<std::string> SideTableCheck::find_stray_hold() {
  Uid first{};
  while (true) {
    PostgresParameters parameters;
    parameters.add_bytes(first.bytes);
    parameters.add_int64(page_rows);
    const auto rows = connection_.execute(hold_rows_sql, parameters);
    for (int row = 0; row < rows.rows(); ++row) {
      if (rows.int16(row, 1) == 0)
        return "open_hold has a hold that no event placed: " + to_string(uid_at(rows, row, 0));
    }
    if (rows.rows() < page_rows) return std::nullopt;
    first = uid_at(rows, page_rows - 1, 0);
  }
}

std::optional<std::string> SideTableCheck::find_stray_reversal() {
  LegReference first;
  while (true) {
    PostgresParameters parameters;
    parameters.add_bytes(first.uid.bytes);
    parameters.add_int16(first.leg.value);
    parameters.add_int64(page_rows);
    const auto rows = connection_.execute(reversal_rows_sql, parameters);
    std::vector<Uid> uids;
    std::vector<std::string> details;
    for (int row = 0; row < rows.rows(); ++row) {
      first = {.uid = uid_at(rows, row, 0), .leg = Leg(rows.int16(row, 1))};
      uids.push_back(uid_at(rows, row, 2));
      details.push_back(details_of(first));
    }
    if (const auto unknown = find_unknown(uids, details)) {
      return "table reversal has one that no event is: " + to_string(uids[*unknown]);
    }
    if (rows.rows() < page_rows) return std::nullopt;
  }
}

std::optional<std::size_t> SideTableCheck::find_unknown(const std::vector<Uid>& uids,
                                                        const std::vector<std::string>& details) {
  std::vector<StoredBytes> uid_bytes;
  for (const auto& uid : uids) uid_bytes.emplace_back(uid.bytes);
  PostgresParameters parameters;
  parameters.add_uuid_array(uid_bytes);
  parameters.add_text_array(std::vector<std::string_view>(details.begin(), details.end()));
  const auto rows = connection_.execute(unknown_sql, parameters);
  if (rows.rows() == 0) return std::nullopt;
  return static_cast<std::size_t>(rows.int64(0, 0) - 1);
}

}  // namespace ledger
