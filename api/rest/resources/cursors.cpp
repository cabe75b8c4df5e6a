#include "api/rest/resources/cursors.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

#include "api/rest/resources/cursor_numbers.hpp"
#include "ledger/snapshots/wide_sum.hpp"

namespace ledger::api {
namespace {

/// 's' was that of cursors without a balance.
constexpr char statement_mark = 't';
/// A cursor of a later epoch than the first, which stands before the other numbers.
constexpr char later_epoch_mark = 'e';
/// Before the sums, which may be wider than other numbers. Marks between numbers are no hexadecimal digits.
constexpr char sums_mark = 'u';
/// Before a sum below zero.
constexpr char negative_mark = 'n';

/// Behind the year 9999, the last one that can be written.
constexpr std::int64_t times_end_us = 253'402'300'800'000'000;
/// No sum of events comes near 36 digits, and sums of such sums still fit 128 bits.
constexpr std::size_t digits_max = 36;

/// 0 means no bound: times begin with 1970.
std::int64_t number_of(const std::optional<Moment>& bound) { return bound ? microseconds_since_epoch(*bound) + 1 : 0; }

std::optional<Moment> bound_of(std::int64_t number) {
  return number == 0 ? std::nullopt : std::optional(moment_from_microseconds(number - 1));
}

std::string text_of(WideSum sum) { return sum < 0 ? negative_mark + ledger::to_string(-sum) : ledger::to_string(sum); }

/// Returns nothing for a text that text_of() did not write.
std::optional<WideSum> sum_of(std::string_view text) {
  const bool is_negative = text.starts_with(negative_mark);
  if (is_negative) text.remove_prefix(1);
  if (text.size() > digits_max || text.starts_with('-')) return std::nullopt;
  const auto sum = parse_wide_sum(text);
  return sum && is_negative ? std::optional(-*sum) : sum;
}

std::string sums_text(const StatementPlace& place) {
  std::string text(1, sums_mark);
  for (const auto sum : {place.balance, place.opening_balance, place.credited, place.debited}) {
    if (text.size() > 1) text += cursor_separator;
    text += text_of(sum);
  }
  return text;
}

/// Reads what sums_text() wrote into the place; false for another text.
bool read_sums(std::string_view text, StatementPlace& place) {
  if (!text.starts_with(sums_mark)) return false;
  text.remove_prefix(1);
  const std::array sums = {&place.balance, &place.opening_balance, &place.credited, &place.debited};
  for (auto* const sum : sums) {
    const bool is_last = sum == sums.back();
    const auto end = is_last ? text.size() : text.find(cursor_separator);
    if (end == std::string_view::npos) return false;
    const auto parsed = sum_of(text.substr(0, end));
    if (!parsed) return false;
    *sum = *parsed;
    text.remove_prefix(is_last ? end : end + 1);
  }
  return place.credited >= 0 && place.debited >= 0;
}

/// Takes the epoch off the text's beginning; nothing if it is not one.
std::optional<Epoch> take_epoch(std::string_view& text) {
  if (!text.starts_with(later_epoch_mark)) return first_epoch;
  const auto end = std::min(text.find(statement_mark), text.size());
  const auto number = parse_cursor<1>(later_epoch_mark, text.substr(0, end));
  if (!number || number->front() < 2 || number->front() > std::numeric_limits<std::int32_t>::max()) {
    return std::nullopt;
  }
  text.remove_prefix(end);
  return Epoch(static_cast<std::int32_t>(number->front()));
}

constexpr char account_mark = 'a';

// Hexadecimal, so that clients do not take it for a page number or a version.
constexpr int base = 16;
constexpr char ascending_mark = 'u';
constexpr char descending_mark = 'd';

}  // namespace

std::string to_string(const StatementCursor& cursor) {
  const auto& after = cursor.place.after;
  // A statement that has found nothing yet stands just before its beginning, which may be that of all times.
  const auto after_us = std::max<std::int64_t>(microseconds_since_epoch(after.effective) + 1, 0);
  const auto text =
      cursor_text(statement_mark, {cursor.account.value, cursor.known_at.value, number_of(cursor.range.from),
                                   number_of(cursor.range.before), after_us, after.version.value}) +
      sums_text(cursor.place);
  return cursor.epoch == first_epoch ? text : cursor_text(later_epoch_mark, {cursor.epoch.value}) + text;
}

std::optional<StatementCursor> parse_statement_cursor(std::string_view text) {
  const auto epoch = take_epoch(text);
  if (!epoch) return std::nullopt;
  const auto sums_begin = std::min(text.find(sums_mark), text.size());
  const auto numbers = parse_cursor<6>(statement_mark, text.substr(0, sums_begin));
  if (!numbers) return std::nullopt;
  const auto [account, known_at, from, before, after_us, version] = *numbers;
  if (std::max({from, before, after_us}) > times_end_us) return std::nullopt;
  StatementCursor cursor{.account = AccountId(account),
                         .known_at = Position(known_at),
                         .epoch = *epoch,
                         .range = {.from = bound_of(from), .before = bound_of(before)},
                         .place = {}};
  cursor.place.after = {.effective = moment_from_microseconds(after_us - 1), .version = Version(version)};
  if (!read_sums(text.substr(sums_begin), cursor.place)) return std::nullopt;
  return cursor;
}

std::string account_cursor(AccountId last) { return cursor_text(account_mark, {last.value}); }

std::optional<AccountId> parse_account_cursor(std::string_view text) {
  const auto numbers = parse_cursor<1>(account_mark, text);
  if (!numbers || numbers->front() <= 0) return std::nullopt;
  return AccountId(numbers->front());
}

std::string to_string(const HistoryCursor& cursor) {
  std::array<char, 17> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), cursor.after.value, base);
  return (cursor.descending ? descending_mark : ascending_mark) + std::string(digits.data(), end);
}

std::optional<HistoryCursor> parse_history_cursor(std::string_view text) {
  if (text.size() < 2 || (text.front() != ascending_mark && text.front() != descending_mark)) return std::nullopt;
  std::int64_t version = 0;
  const auto* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data() + 1, last, version, base);
  if (error != std::errc{} || end != last || version <= 0) return std::nullopt;
  return HistoryCursor{.after = Version(version), .descending = text.front() == descending_mark};
}

}  // namespace ledger::api
