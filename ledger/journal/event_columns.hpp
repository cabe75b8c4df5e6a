// Events as rows of table event are written.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/domain/event.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// The columns that rows are written with: the journal and the recorded time, then those of visit_columns().
#define LEDGER_EVENT_COLUMNS_WRITTEN                                                                         \
  "journal, recorded_us, position, account_id, version, amount, balance, held, balance_limit, effective_us," \
  " transaction_uid, leg, type, status, schema_version, currency, actor, details, text_hash, hash"

/// Calls `visit` with the event's values in the order of the columns behind the recorded time: std::int64_t,
/// std::int16_t, std::string_view, or std::span<const std::uint8_t> for uuid and bytea.
template <class Visit>
void visit_columns(const Event& event, Visit&& visit) {
  using Bytes = std::span<const std::uint8_t>;
  visit(event.position.value);
  visit(event.account.value);
  visit(event.version.value);
  visit(event.amount);
  visit(event.balance);
  visit(event.held);
  visit(event.limit);
  visit(microseconds_since_epoch(event.effective));
  visit(Bytes(event.uid.bytes));
  visit(event.leg.value);
  visit(static_cast<std::int16_t>(event.type));
  visit(static_cast<std::int16_t>(event.status));
  visit(event.schema_version);
  visit(std::string_view(event.currency.code()));
  visit(std::string_view(event.actor));
  visit(std::string_view(event.details));
  visit(event.text_hash ? Bytes(*event.text_hash) : Bytes());
  visit(Bytes(event.hash));
}

/// Events turned on their side: an array a column, as `append` takes them. Keeps pointers into the events, which must
/// outlive it.
class EventColumns {
 public:
  explicit EventColumns(std::size_t event_count);
  void add(const Event& event);
  /// In the order of the statement's parameters from $3 on.
  void add_to(PostgresParameters& parameters) const;

 private:
  class Adder;
  // Columns of a type stand side by side: numbers, the uid, small numbers, texts, hashes.
  std::array<std::vector<std::int64_t>, 8> numbers_;
  std::array<std::vector<std::int16_t>, 4> small_numbers_;
  std::array<std::vector<std::string_view>, 3> texts_;
  std::array<std::vector<std::span<const std::uint8_t>>, 3> bytes_;
};

}  // namespace ledger
