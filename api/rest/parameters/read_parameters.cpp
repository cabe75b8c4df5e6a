#include "api/rest/parameters/read_parameters.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "api/http/message/problem.hpp"
#include "api/json/field_reader.hpp"
#include "ledger/domain/rejection.hpp"

namespace ledger::api {
namespace {

template <class Integer>
std::optional<Integer> whole_number(std::string_view text) {
  Integer number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

constexpr int limit_default = 100;
constexpr int limit_max = 1000;

}  // namespace

Response wrong_parameter(std::string_view field, std::string_view code, std::string detail) {
  return problem_response(Problem{Status::unprocessable_content, code, std::move(detail), std::string(field)});
}

Response account_not_found(std::string detail) {
  return problem_response(
      Problem{Status::not_found, name_of(RejectionCode::account_not_found), std::move(detail), "id"});
}

Result<AccountId> account_in_path(const Request& request) {
  const auto account = parse_account_id(request.path_parameters[0]);
  if (!account) return wrong_parameter("id", "id_malformed", "a whole number greater than 0");
  return *account;
}

Result<Uid> uid_in_path(const Request& request) {
  const auto uid = parse_uid(request.path_parameters[0]);
  if (!uid) return wrong_parameter("uid", "uid_malformed", "a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91");
  return *uid;
}

Result<QueryString> query_of(const Request& request, std::initializer_list<std::string_view> known) {
  auto parsed = QueryString::parse(request.query, known);
  if (auto* query = std::get_if<QueryString>(&parsed)) return std::move(*query);
  return problem_response(std::span(&std::get<FieldError>(parsed), 1));
}

Result<KnownPosition> known_position(const QueryString& query, std::string_view name, JournalId journal) {
  KnownPosition known{.field = name};
  const auto text = query.find(name);
  if (!text) return known;
  if (const auto token = parse_position_token(*text)) {
    if (token->journal != journal) return wrong_parameter(name, "journal_unknown", "there is no such journal here");
    known.position = token;
  } else if (const auto position = whole_number<std::int64_t>(*text)) {
    known.position = PositionToken{journal, Position(*position)};
  } else {
    known.time = parse_moment(*text);
    const auto* code = name == "position" ? "position_malformed" : "known_at_malformed";
    if (!known.time) return wrong_parameter(name, code, "a position such as 0:123 or 123, or a date or time");
  }
  return known;
}

Result<DatedQuery> dated_query(const QueryString& query, JournalId journal) {
  DatedQuery question;
  if (const auto date = query.find("date")) {
    question.date = parse_moment(*date);
    if (!question.date) {
      return wrong_parameter("date", "date_malformed",
                             "a date or time such as 2023-01-30 or 2023-01-30T00:00:00+03:00");
    }
  }
  auto known = known_position(query, "known_at", journal);
  if (!known) return known.take_refusal();
  question.known_at = *known;
  return question;
}

Result<int> page_limit(const QueryString& query) {
  const auto text = query.find("limit");
  if (!text) return limit_default;
  const auto limit = whole_number<int>(*text);
  if (!limit || *limit < 1 || *limit > limit_max) {
    return wrong_parameter("limit", "limit_malformed", "a whole number from 1 to 1000");
  }
  return *limit;
}

Result<TimeRange> time_range(const QueryString& query) {
  TimeRange range;
  for (const auto& [name, bound] : {std::pair("from", &range.from), std::pair("to", &range.before)}) {
    const auto text = query.find(name);
    if (!text) continue;
    *bound = parse_moment(*text);
    if (!*bound)
      return wrong_parameter(name, "date_malformed", "a date or time such as 2023-01-30 or 2023-01-30T00:00Z");
  }
  if (range.from && range.before && *range.before < *range.from) {
    return wrong_parameter("to", "range_reversed", "to is before from");
  }
  return range;
}

std::string next_link(const Request& request, std::string_view cursor) {
  std::string link = "<";
  link.append(request.path).append("?");
  auto query = request.query;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const auto name = percent_decoded(part.substr(0, part.find('=')));
    if (part.empty() || name == "cursor") continue;
    link.append(part).append("&");
  }
  return link.append("cursor=").append(cursor).append(">; rel=\"next\"");
}

}  // namespace ledger::api
