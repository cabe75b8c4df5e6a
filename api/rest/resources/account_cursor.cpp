#include "api/rest/resources/account_cursor.hpp"

#include "api/rest/cursor_numbers.hpp"

namespace ledger::api {
namespace {

constexpr char account_mark = 'a';

}  // namespace

std::string account_cursor(AccountId last) { return cursor_text(account_mark, {last.value}); }

std::optional<AccountId> parse_account_cursor(std::string_view text) {
  const auto numbers = parse_cursor<1>(account_mark, text);
  if (!numbers || numbers->front() <= 0) return std::nullopt;
  return AccountId(numbers->front());
}

}  // namespace ledger::api
