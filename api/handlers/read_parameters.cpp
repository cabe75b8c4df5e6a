#include "api/handlers/read_parameters.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "api/http/problem.hpp"
#include "api/json/field_reader.hpp"

namespace ledger::api {
namespace {

Response wrong(std::string field, std::string_view code, std::string detail) {
  return problem_response(Problem{Status::unprocessable_content, code, std::move(detail), std::move(field)});
}

template <class Integer>
std::optional<Integer> whole_number(std::string_view text) {
  Integer number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

}  // namespace

OrResponse<AccountId> account_in_path(const Request& request) {
  const auto account = parse_account_id(request.path_parameters[0]);
  if (!account) return wrong("id", "id_malformed", "a whole number greater than 0");
  return *account;
}

OrResponse<Uid> uid_in_path(const Request& request) {
  const auto uid = parse_uid(request.path_parameters[0]);
  if (!uid) return wrong("uid", "uid_malformed", "a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91");
  return *uid;
}

OrResponse<QueryString> query_of(const Request& request, std::initializer_list<std::string_view> known) {
  auto parsed = QueryString::parse(request.query, known);
  if (auto* query = std::get_if<QueryString>(&parsed)) return std::move(*query);
  return problem_response(std::span(&std::get<FieldError>(parsed), 1));
}

OrResponse<DatedQuestion> dated_question(const QueryString& query, JournalId journal) {
  DatedQuestion question;
  if (const auto date = query.find("date")) {
    question.date = parse_moment(*date);
    if (!question.date) {
      return wrong("date", "date_malformed", "a date or time such as 2023-01-30 or 2023-01-30T00:00:00+03:00");
    }
  }
  const auto known_at = query.find("known_at");
  if (!known_at) return question;
  if (const auto token = parse_position_token(*known_at)) {
    if (token->journal != journal) return wrong("known_at", "journal_unknown", "the account is not in that journal");
    question.known_at = token->position;
  } else if (const auto position = whole_number<std::int64_t>(*known_at)) {
    question.known_at = Position(*position);
  } else {
    question.known_at_time = parse_moment(*known_at);
    if (!question.known_at_time) {
      return wrong("known_at", "known_at_malformed", "a position such as 0:123 or 123, or a date or time");
    }
  }
  return question;
}

}  // namespace ledger::api
