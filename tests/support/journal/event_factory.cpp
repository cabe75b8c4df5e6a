#include "tests/support/journal/event_factory.hpp"

#include <algorithm>
#include <random>

#include "ledger/domain/decision.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/journal/event_row.hpp"
#include "ledger/postgres/binary_rows.hpp"

namespace ledger::test {
namespace {

const std::string& copy_sql() {
  static const std::string sql =
      std::string("copy event (").append(event_column_names()).append(") from stdin (format binary)");
  return sql;
}

constexpr std::size_t rows_per_copy_max = 100'000;
constexpr SessionLimits limits{.statement = std::chrono::minutes(5)};
constexpr std::chrono::milliseconds between_made_up_events{1};
/// Thousands of events after a writer's last one must not lie in the future.
constexpr std::chrono::microseconds behind_recorded_events{1};

/// Unique and, like a UUIDv7, in the order of time.
Uid uid_of(Position position) {
  static const std::uint32_t process = std::random_device{}();
  Uid uid;
  for (std::size_t index = 0; index < 8; ++index) {
    uid.bytes[index] = static_cast<std::uint8_t>(position.value >> (56 - 8 * index));
  }
  for (std::size_t index = 0; index < 4; ++index)
    uid.bytes[12 + index] = static_cast<std::uint8_t>(process >> (8 * index));
  return uid;
}

/// Adds a value to the row that was begun.
class RowWriter {
 public:
  explicit RowWriter(BinaryRows& rows) : rows_(rows) {}
  void operator()(std::int64_t value) { rows_.add_int64(value); }
  void operator()(std::int16_t value) { rows_.add_int16(value); }
  void operator()(std::string_view value) { rows_.add_text(value); }
  void operator()(std::span<const std::uint8_t> value) { rows_.add_bytes(value); }

 private:
  BinaryRows& rows_;
};

void add_row(BinaryRows& rows, const Event& event) {
  rows.begin(static_cast<std::int16_t>(event_column_count));
  visit_event_row(event, RowWriter(rows));
}

}  // namespace

EventFactory::EventFactory(const DatabaseSettings& settings) {
  EventReader reader(settings, "test");
  const auto head = reader.head(JournalId(0));
  position_ = head.position;
  hash_ = head.hash;
  now_ = parse_moment("2024-01-01").value();
  between_events_ = between_made_up_events;
  if (head.position > Position(0)) {
    between_events_ = behind_recorded_events;
    now_ = reader.read(JournalId(0), head.position, 1).front().recorded + between_events_;
  }
  // Accounts of an earlier factory have lower numbers than the events there have been.
  last_account_ = AccountId(head.position.value);
}

AccountId EventFactory::open(std::string_view currency, MinorUnits limit) {
  last_account_ = last_account_.next();
  Event event;
  event.account = last_account_;
  event.version = Version(1);
  event.currency = Currency::from_code(currency).value();
  event.limit = limit;
  event.effective = now_;
  event.actor = "test";
  add(std::move(event));
  return last_account_;
}

void EventFactory::pay(AccountId account, MinorUnits change, Moment effective) {
  auto event =
      following_event(accounts_.at(account), change > 0 ? EventType::deposited : EventType::withdrawn, Uid{}, "test");
  event.amount = change > 0 ? change : -change;
  event.balance += change;
  event.effective = effective;
  add(std::move(event));
}

void EventFactory::pay(AccountId account, MinorUnits change) { pay(account, change, now_); }

void EventFactory::add(Event event) {
  position_ = position_.next();
  event.position = position_;
  event.uid = uid_of(position_);
  event.recorded = now_;
  now_ += between_events_;
  const auto found = accounts_.find(event.account);
  const auto before = found == accounts_.end() ? std::nullopt : std::optional(found->second);
  accounts_.insert_or_assign(event.account, evolve(before, event));
  hash_ = chain_.link(hash_, event);
  event.hash = hash_;
  events_.push_back(std::move(event));
}

std::vector<Event> EventFactory::take() { return std::exchange(events_, {}); }

void append_events(const DatabaseSettings& settings, const std::vector<Event>& events) {
  PostgresConnection connection(settings, {.application = "test", .limits = limits});
  connection.execute("begin");
  BinaryRows rows;
  for (const auto& event : events) {
    add_row(rows, event);
    if (rows.count() >= rows_per_copy_max) rows.copy(connection, copy_sql().c_str());
  }
  rows.copy(connection, copy_sql().c_str());
  connection.execute("commit");
}

}  // namespace ledger::test
