#include "ledger/ctl/checks/text_check.hpp"

#include <algorithm>
#include <limits>

#include "ledger/directory/seal.hpp"
#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

constexpr std::int64_t stray_page_rows = 10'000;

/// Parameters: journal, first and last position. A row for each event with a text's hash; a text that is not there is
/// null. The hash stands in the event that opened the account, or in that of the account that made the comment.
constexpr const char* texts_sql =
    "select event.position, event.type, event.text_hash, transaction_comment.salt, transaction_comment.comment,"
    " identity.salt, identity.name, identity.external_id, event.account_id"
    " from event"
    " left join transaction_comment on event.type <> 1 and transaction_comment.transaction_uid = event.transaction_uid"
    " left join identity on event.type = 1 and identity.account_id = event.account_id"
    " where event.journal = $1::smallint and event.position between $2::bigint and $3::bigint and event.text_hash <> ''"
    " order by event.position";
struct CheckedText {
  enum Column { position, type, text_hash, comment_salt, comment, identity_salt, name, external_id, account };
};

/// Parameters: account, last version known.
constexpr const char* erased_later_sql =
    "select exists (select from event where account_id = $1::bigint and version > $2::bigint and type = 16)"
    "::int::smallint";

// Pages along the primary keys, each beginning with the last row of the one before. Not EXISTS, which the planner may
// answer from a hash of the whole journal.
constexpr const char* identity_rows_sql =
    "select account_id, ((select 1 from event where event.account_id = identity.account_id and version = 1"
    " and text_hash <> '' limit 1) is not null)::int::smallint"
    " from identity where account_id >= $1::bigint order by account_id limit $2::bigint";
constexpr const char* comment_rows_sql =
    "select transaction_uid, ((select 1 from event where event.transaction_uid = "
    "transaction_comment.transaction_uid"
    " and type <> 1 and text_hash <> '' limit 1) is not null)::int::smallint"
    " from transaction_comment where transaction_uid >= $1::uuid order by transaction_uid limit $2::bigint";

bool is_identity(const PostgresResult& rows, int row) {
  return rows.int16(row, CheckedText::type) == static_cast<std::int16_t>(EventType::account_opened);
}

bool is_missing(const PostgresResult& rows, int row) {
  return rows.is_null(row, is_identity(rows, row) ? CheckedText::identity_salt : CheckedText::comment_salt);
}

bool is_intact(const PostgresResult& rows, int row) {
  const auto stored_salt =
      rows.bytes(row, is_identity(rows, row) ? CheckedText::identity_salt : CheckedText::comment_salt);
  Salt salt;
  if (stored_salt.size() != salt.size()) return false;
  std::copy(stored_salt.begin(), stored_salt.end(), salt.begin());
  std::optional<std::string> outside_id;
  if (!rows.is_null(row, CheckedText::external_id)) outside_id = rows.text(row, CheckedText::external_id);
  const auto expected = is_identity(rows, row) ? identity_hash(salt, rows.text(row, CheckedText::name), outside_id)
                                               : comment_hash(salt, rows.text(row, CheckedText::comment));
  return std::ranges::equal(expected, rows.bytes(row, CheckedText::text_hash));
}

}  // namespace

TextCheck::TextCheck(PostgresConnection& connection, const RestoreCheck& restores)
    : connection_(connection), restores_(restores) {
  connection_.prepare("texts", texts_sql);
}

std::optional<WrongText> TextCheck::check(const std::vector<Event>& events) {
  MissingInPage missing;
  if (auto wrong = check_present(events, missing)) return wrong;
  note(events, std::move(missing));
  return std::nullopt;
}

std::optional<WrongText> TextCheck::check_present(const std::vector<Event>& events, MissingInPage& missing) {
  const bool any = std::any_of(events.begin(), events.end(), [](const Event& event) { return event.text_hash; });
  if (!any) return std::nullopt;
  const auto journal = events.front().journal;
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  parameters.add_int64(events.front().position.value);
  parameters.add_int64(events.back().position.value);
  const auto rows = connection_.execute_prepared("texts", parameters);
  for (int row = 0; row < rows.rows(); ++row) {
    const Position at(rows.int64(row, CheckedText::position));
    const AccountId account(rows.int64(row, CheckedText::account));
    const bool is_lost =
        is_identity(rows, row) ? restores_.lost_identity(account) : restores_.was_recovered(journal, at);
    if (is_missing(rows, row) && is_lost) {
      ++lost_in_restores_;
    } else if (is_missing(rows, row)) {
      missing.emplace_back(at, is_identity(rows, row) ? "its row of table identity is missing, and no later event "
                                                        "erased it"
                                                      : "its row of table transaction_comment is missing, and no later "
                                                        "event erased it");
    } else if (!is_intact(rows, row) && !(is_identity(rows, row) && restores_.is_unproven(account))) {
      return WrongText{.journal = journal,
                       .position = at,
                       .what = std::string("its text is not the one that it was recorded with, in table ") +
                               (is_identity(rows, row) ? "identity" : "transaction_comment")};
    }
  }
  return std::nullopt;
}

void TextCheck::note(const std::vector<Event>& events, MissingInPage missing) {
  auto next = missing.begin();
  for (const auto& event : events) {
    if (event.type == EventType::identity_erased) missing_.erase(event.account);
    if (next == missing.end() || next->first != event.position) continue;
    missing_.try_emplace(
        event.account,
        WrongText{.journal = event.journal, .position = event.position, .what = std::move(next->second)});
    ++next;
  }
}

std::optional<WrongText> TextCheck::find_missing(const std::function<Version(AccountId)>& last_version) {
  // In order: where much is missing, the first one is asked about and told.
  std::vector<std::pair<AccountId, const WrongText*>> in_order;
  in_order.reserve(missing_.size());
  for (const auto& [account, text] : missing_) in_order.emplace_back(account, &text);
  std::sort(in_order.begin(), in_order.end(), [](const auto& left, const auto& right) {
    return std::pair(left.second->journal, left.second->position) <
           std::pair(right.second->journal, right.second->position);
  });
  for (const auto& [account, text] : in_order) {
    PostgresParameters parameters;
    parameters.add_int64(account.value);
    parameters.add_int64(last_version(account).value);
    if (connection_.execute(erased_later_sql, parameters).int16(0, 0) == 0) return *text;
  }
  return std::nullopt;
}

std::optional<std::string> TextCheck::find_stray_row() {
  auto found = find_stray_identity();
  return found ? found : find_stray_comment();
}

std::optional<std::string> TextCheck::find_stray_identity() {
  for (auto first = std::numeric_limits<std::int64_t>::min();;) {
    PostgresParameters parameters;
    parameters.add_int64(first);
    parameters.add_int64(stray_page_rows);
    const auto rows = connection_.execute(identity_rows_sql, parameters);
    for (int row = 0; row < rows.rows(); ++row) {
      if (rows.int16(row, 1) != 0) continue;
      return "identity has a row of account " + std::to_string(rows.int64(row, 0)) + ", which no event opened with one";
    }
    if (rows.rows() < stray_page_rows) return std::nullopt;
    first = rows.int64(rows.rows() - 1, 0);
  }
}

std::optional<std::string> TextCheck::find_stray_comment() {
  for (Uid first{};;) {
    PostgresParameters parameters;
    parameters.add_bytes(first.bytes);
    parameters.add_int64(stray_page_rows);
    const auto rows = connection_.execute(comment_rows_sql, parameters);
    for (int row = 0; row < rows.rows(); ++row) {
      if (rows.int16(row, 1) != 0) continue;
      return "transaction_comment has a row that no event was recorded with: " + to_string(uid_in(rows.bytes(row, 0)));
    }
    if (rows.rows() < stray_page_rows) return std::nullopt;
    first = uid_in(rows.bytes(rows.rows() - 1, 0));
  }
}

}  // namespace ledger
