#include <algorithm>
#include <array>

#include "api/rest/resources/statement_text.hpp"
#include "api/rest/transaction_json.hpp"
#include "ledger/domain/details.hpp"

namespace ledger::api {
namespace {

constexpr std::string_view line_end = "\r\n";
/// New columns come last: programs may know the others by their number.
constexpr std::string_view header =
    "timestamp,recorded_at,uid,type,credit,debit,balance,currency,version,comment,to_user_id,from_user_id,reverses,"
    "reversed_by\r\n";
using Row = std::array<std::string, 14>;

/// A field that people wrote. Spreadsheets would take one that begins like a formula for one; a quotation mark before
/// it, as they use it themselves, makes it text.
std::string in_quotes(std::string_view text) {
  constexpr std::string_view formula_marks = "=+-@\t\r";
  std::string field = "\"";
  if (!text.empty() && formula_marks.find(text.front()) != std::string_view::npos) field += '\'';
  for (const char character : text) {
    if (character == '"') field += '"';
    field += character;
  }
  return field + '"';
}

/// Sets the columns that tell who was on the other side, and what was taken back.
void set_relations(Row& row, const RecordedTransaction& recorded) {
  const Event& event = recorded.legs.front();
  const auto type = understood_type(event);
  if (type == EventType::transfer_sent) row[10] = std::to_string(counterparty(event).value);
  if (type == EventType::transfer_received) row[11] = std::to_string(counterparty(event).value);
  if (is_reversal(type)) row[12] = to_string(reversed_leg(event).uid);
  if (recorded.reversed_by) row[13] = to_string(*recorded.reversed_by);
}

void append_row(std::string& text, const Row& fields) {
  for (std::size_t index = 0; index < fields.size(); ++index) {
    if (index > 0) text += ',';
    text += fields[index];
  }
  text += line_end;
}

class StatementCsv final : public StatementText {
 public:
  [[nodiscard]] std::string_view content_type() const override { return "text/csv; charset=utf-8; header=present"; }

  std::string begin(const StatementFrame& frame, const TimeRange& range, bool is_continued) override {
    range_ = range;
    std::string text(header);
    if (is_continued) return text;
    append_row(text, {time_of(range.from), "", "", "OPENING", "", "",
                      format_amount(frame.opening_balance, frame.currency), std::string(frame.currency.code())});
    return text;
  }

  std::string lines(std::span<const StatementLine> lines) override {
    std::string text;
    for (const auto& line : lines) {
      const Event& event = line.recorded.legs.front();
      const auto amount = format_amount(line.change < 0 ? -line.change : line.change, event.currency);
      Row row = {format_moment(event.effective),
                 format_moment(event.recorded),
                 to_string(event.uid),
                 std::string(transaction_type(understood_type(event))),
                 line.change > 0 ? amount : "",
                 line.change < 0 ? amount : "",
                 format_amount(line.balance, event.currency),
                 std::string(event.currency.code()),
                 std::to_string(event.version.value),
                 line.recorded.comment ? in_quotes(line.recorded.comment->text) : ""};
      set_relations(row, line.recorded);
      append_row(text, row);
    }
    return text;
  }

  std::string end(const StatementFrame& frame, const std::optional<std::string>& next_cursor) override {
    std::string text;
    if (next_cursor) return text;
    append_row(text, {time_of(range_.before), "", "", "CLOSING", format_amount(frame.credited, frame.currency),
                      format_amount(frame.debited, frame.currency),
                      format_amount(frame.closing_balance, frame.currency), std::string(frame.currency.code())});
    return text;
  }

 private:
  static std::string time_of(const std::optional<Moment>& time) { return time ? format_moment(*time) : std::string(); }

  TimeRange range_;
};

}  // namespace

std::unique_ptr<StatementText> statement_csv() { return std::make_unique<StatementCsv>(); }

}  // namespace ledger::api
