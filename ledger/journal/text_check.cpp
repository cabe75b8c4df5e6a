#include "ledger/journal/text_check.hpp"

#include <algorithm>

#include "ledger/directory/seal.hpp"
#include "ledger/directory/texts_sql.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

const std::string texts_sql =
    std::string("select ") + event_columns + "," + LEDGER_TEXT_COLUMNS + ", null::uuid from event" + LEDGER_TEXT_JOINS +
    "where event.journal = $1::smallint and event.position between $2::bigint and $3::bigint and event.text_hash <> ''"
    " and (transaction_comment.salt is not null or identity.salt is not null)"
    " order by event.position";

constexpr SessionLimits text_limits{.statement = std::chrono::seconds(30)};

bool is_intact(const Recorded& recorded) {
  const auto& hash = recorded.legs.front().text_hash;
  if (recorded.comment) return comment_hash(recorded.comment->salt, recorded.comment->text) == hash;
  const auto& identity = recorded.identity;
  return !identity || identity_hash(identity->salt, identity->name, identity->external_id) == hash;
}

}  // namespace

TextCheck::TextCheck(const DatabaseSettings& settings)
    : connection_(connection_string(settings, text_limits, "ledgerctl verify")) {
  // Look-ups for a page's events, not a scan of all texts for every page.
  for (const char* method : {"seqscan", "hashjoin", "mergejoin"}) {
    connection_.execute((std::string("set enable_") + method + " = off").c_str());
  }
  connection_.prepare("texts", texts_sql.c_str());
}

std::optional<std::pair<Position, std::string>> TextCheck::check(const std::vector<Event>& events) {
  const bool any = std::any_of(events.begin(), events.end(), [](const Event& event) { return event.text_hash; });
  if (!any) return std::nullopt;
  PostgresParameters parameters;
  parameters.add_int16(events.front().journal.value);
  parameters.add_int64(events.front().position.value);
  parameters.add_int64(events.back().position.value);
  for (const auto& recorded : recorded_from_rows(connection_.execute_prepared("texts", parameters))) {
    if (!is_intact(recorded)) {
      return std::pair{recorded.legs.front().position, "its text is not the one that it was recorded with"};
    }
  }
  return std::nullopt;
}

}  // namespace ledger
