#include "api/rest/answers.hpp"
#include "api/rest/resources/statement_text.hpp"
#include "api/rest/transaction_json.hpp"
#include "api/services/positions/epoch_reading.hpp"

namespace ledger::api {
namespace {

class StatementJson final : public StatementText {
 public:
  explicit StatementJson(const EpochBook& epochs) : epochs_(epochs) {}

  [[nodiscard]] std::string_view content_type() const override { return json_type; }

  std::string begin(const StatementFrame& frame, const TimeRange& range, bool /*is_continued*/) override {
    const auto bound = [](const std::optional<Moment>& time) {
      return time ? std::optional(format_moment(*time)) : std::nullopt;
    };
    json_.begin_object();
    json_.member("id", frame.account.value);
    json_.member("currency", frame.currency.code());
    write_text(json_, "from", bound(range.from));
    write_text(json_, "to", bound(range.before));
    json_.member("known_at", to_string(frame.known_at));
    write_may_change(json_, frame.may_change);
    json_.member("opening_balance", format_amount(frame.opening_balance, frame.currency));
    json_.member("closing_balance", format_amount(frame.closing_balance, frame.currency));
    json_.member("credited", format_amount(frame.credited, frame.currency));
    json_.member("debited", format_amount(frame.debited, frame.currency));
    json_.name("items");
    json_.begin_array();
    return json_.take();
  }

  std::string lines(std::span<const StatementLine> lines) override {
    for (const auto& line : lines) write(line);
    return json_.take();
  }

  std::string end(const StatementFrame& /*frame*/, const std::optional<std::string>& next_cursor) override {
    json_.end_array();
    write_text(json_, "next_cursor", next_cursor);
    json_.end_object();
    return json_.take();
  }

 private:
  void write(const StatementLine& line) {
    const Event& event = line.recorded.legs.front();
    json_.begin_object();
    json_.member("uid", to_string(event.uid));
    json_.member("type", transaction_type(understood_type(event)));
    json_.member("timestamp", format_moment(event.effective));
    json_.member("recorded_at", format_moment(event.recorded));
    json_.member("change", format_amount(line.change, event.currency));
    json_.member("balance", format_amount(line.balance, event.currency));
    if (line.recorded.comment) json_.member("comment", line.recorded.comment->text);
    write_relations(json_, line.recorded, event);
    json_.member("version", event.version.value);
    write_position(json_, token_of(epochs_, event));
    json_.end_object();
  }

  const EpochBook& epochs_;
  JsonWriter json_;
};

}  // namespace

std::unique_ptr<StatementText> statement_json(const EpochBook& epochs) {
  return std::make_unique<StatementJson>(epochs);
}

}  // namespace ledger::api
