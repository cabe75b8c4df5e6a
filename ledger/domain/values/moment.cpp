#include "ledger/domain/values/moment.hpp"

#include <array>

namespace ledger {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Moment first_moment = Moment(std::chrono::sys_days(std::chrono::year(1970) / 1 / 1));
constexpr Moment end_of_moments = Moment(std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1));

/// Takes a text apart from its front; every step says whether what it expects was there.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool accept(char character) {
    if (peek() != character) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Exactly `length` digits, the number between the bounds.
  std::optional<int> number(std::size_t length, int least, int most) {
    if (rest_.size() < length) return std::nullopt;
    int value = 0;
    for (const char character : rest_.substr(0, length)) {
      if (character < '0' || character > '9') return std::nullopt;
      value = value * 10 + (character - '0');
    }
    if (value < least || value > most) return std::nullopt;
    rest_.remove_prefix(length);
    return value;
  }

  /// Reads one or more digits of a fraction of a second, cut to microseconds.
  std::optional<microseconds> fraction() {
    std::int64_t value = 0;
    std::int64_t unit = 100'000;
    bool any = false;
    while (peek() >= '0' && peek() <= '9') {
      value += (peek() - '0') * unit;
      unit /= 10;
      any = true;
      rest_.remove_prefix(1);
    }
    if (!any) return std::nullopt;
    return microseconds(value);
  }

 private:
  std::string_view rest_;
};

std::optional<Moment> read_date(Reader& reader) {
  const auto year = reader.number(4, 1970, 9999);
  if (!year || !reader.accept('-')) return std::nullopt;
  const auto month = reader.number(2, 1, 12);
  if (!month || !reader.accept('-')) return std::nullopt;
  const auto day = reader.number(2, 1, 31);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Moment(std::chrono::sys_days(date));
}

std::optional<microseconds> read_time(Reader& reader) {
  const auto hour = reader.number(2, 0, 23);
  if (!hour || !reader.accept(':')) return std::nullopt;
  const auto minute = reader.number(2, 0, 59);
  if (!minute) return std::nullopt;
  microseconds time = hours(*hour) + minutes(*minute);
  if (!reader.accept(':')) return time;
  const auto second = reader.number(2, 0, 59);
  if (!second) return std::nullopt;
  time += seconds(*second);
  if (!reader.accept('.')) return time;
  const auto fraction = reader.fraction();
  if (!fraction) return std::nullopt;
  return time + *fraction;
}

/// Reads the offset that is to be subtracted to come to UTC; UTC itself may be written without one.
std::optional<microseconds> read_offset(Reader& reader) {
  if (reader.at_end() || reader.accept('Z') || reader.accept('z')) return microseconds(0);
  const bool west = reader.peek() == '-';
  if (!reader.accept('+') && !reader.accept('-')) return std::nullopt;
  const auto hour = reader.number(2, 0, 23);
  if (!hour || !reader.accept(':')) return std::nullopt;
  const auto minute = reader.number(2, 0, 59);
  if (!minute) return std::nullopt;
  const microseconds offset = hours(*hour) + minutes(*minute);
  return west ? -offset : offset;
}

void append_padded(std::string& text, std::int64_t number, std::size_t width) {
  const auto digits = std::to_string(number);
  if (digits.size() < width) text.append(width - digits.size(), '0');
  text += digits;
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text) {
  Reader reader(text);
  const auto date = read_date(reader);
  if (!date) return std::nullopt;
  if (reader.at_end()) return date;
  if (!reader.accept('T') && !reader.accept('t') && !reader.accept(' ')) return std::nullopt;
  const auto time = read_time(reader);
  if (!time) return std::nullopt;
  const auto offset = read_offset(reader);
  if (!offset || !reader.at_end()) return std::nullopt;
  // The offset may lead out of the years that can be written.
  const auto moment = *date + *time - *offset;
  if (moment < first_moment || moment >= end_of_moments) return std::nullopt;
  return moment;
}

std::string format_moment(Moment moment) {
  const auto midnight = std::chrono::floor<days>(moment);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss time(moment - midnight);
  std::string text;
  text.reserve(27);
  append_padded(text, static_cast<int>(date.year()), 4);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.day()), 2);
  text += 'T';
  append_padded(text, time.hours().count(), 2);
  text += ':';
  append_padded(text, time.minutes().count(), 2);
  text += ':';
  append_padded(text, time.seconds().count(), 2);
  text += '.';
  append_padded(text, time.subseconds().count(), 6);
  text += 'Z';
  return text;
}

}  // namespace ledger
