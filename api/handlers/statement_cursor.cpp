#include "api/handlers/statement_cursor.hpp"

#include <algorithm>
#include <limits>

#include "api/handlers/cursor_numbers.hpp"

namespace ledger::api {
namespace {

constexpr char statement_mark = 's';
/// A cursor of a later epoch than the first, which stands before the other numbers.
constexpr char later_epoch_mark = 'e';

/// 0 stands for no bound: times begin with 1970.
/// Behind the year 9999, the last one that can be written.
constexpr std::int64_t times_end_us = 253'402'300'800'000'000;

std::int64_t number_of(const std::optional<Moment>& bound) { return bound ? microseconds_since_epoch(*bound) + 1 : 0; }

std::optional<Moment> bound_of(std::int64_t number) {
  return number == 0 ? std::nullopt : std::optional(moment_from_microseconds(number - 1));
}

}  // namespace

std::string to_string(const StatementCursor& cursor) {
  const auto text =
      cursor_text(statement_mark, {cursor.account.value, cursor.known_at.value, number_of(cursor.range.from),
                                   number_of(cursor.range.before), microseconds_since_epoch(cursor.after.effective),
                                   cursor.after.version.value});
  return cursor.epoch == first_epoch ? text : cursor_text(later_epoch_mark, {cursor.epoch.value}) + text;
}

std::optional<StatementCursor> parse_statement_cursor(std::string_view text) {
  Epoch epoch = first_epoch;
  if (text.starts_with(later_epoch_mark)) {
    const auto end = std::min(text.find(statement_mark), text.size());
    const auto number = parse_cursor<1>(later_epoch_mark, text.substr(0, end));
    if (!number || number->front() < 2 || number->front() > std::numeric_limits<std::int32_t>::max()) {
      return std::nullopt;
    }
    epoch = Epoch(static_cast<std::int32_t>(number->front()));
    text.remove_prefix(end);
  }
  const auto numbers = parse_cursor<6>(statement_mark, text);
  if (!numbers) return std::nullopt;
  const auto [account, known_at, from, before, effective, version] = *numbers;
  if (std::max({from, before, effective}) > times_end_us) return std::nullopt;
  return StatementCursor{.account = AccountId(account),
                         .known_at = Position(known_at),
                         .epoch = epoch,
                         .range = {.from = bound_of(from), .before = bound_of(before)},
                         .after = {.effective = moment_from_microseconds(effective), .version = Version(version)}};
}

}  // namespace ledger::api
