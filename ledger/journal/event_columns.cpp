#include "ledger/journal/event_columns.hpp"

namespace ledger {

EventColumns::EventColumns(std::size_t event_count) {
  for (auto* column : {&positions_, &accounts_, &versions_, &amounts_, &balances_, &held_, &limits_, &effective_}) {
    column->reserve(event_count);
  }
  for (auto* column : {&legs_, &types_, &statuses_, &schema_versions_}) column->reserve(event_count);
  for (auto* column : {&currencies_, &actors_, &details_}) column->reserve(event_count);
  for (auto* column : {&uids_, &text_hashes_, &hashes_}) column->reserve(event_count);
}

void EventColumns::add(const Event& event) {
  positions_.push_back(event.position.value);
  accounts_.push_back(event.account.value);
  versions_.push_back(event.version.value);
  amounts_.push_back(event.amount);
  balances_.push_back(event.balance);
  held_.push_back(event.held);
  limits_.push_back(event.limit);
  effective_.push_back(microseconds_since_epoch(event.effective));
  uids_.emplace_back(event.uid.bytes);
  legs_.push_back(event.leg.value);
  types_.push_back(static_cast<std::int16_t>(event.type));
  statuses_.push_back(static_cast<std::int16_t>(event.status));
  schema_versions_.push_back(event.schema_version);
  currencies_.push_back(event.currency.code());
  actors_.emplace_back(event.actor);
  details_.emplace_back(event.details);
  text_hashes_.push_back(event.text_hash ? std::span<const std::uint8_t>(*event.text_hash)
                                         : std::span<const std::uint8_t>());
  hashes_.emplace_back(event.hash);
}

void EventColumns::add_to(PostgresParameters& parameters) const {
  for (const auto* column :
       {&positions_, &accounts_, &versions_, &amounts_, &balances_, &held_, &limits_, &effective_}) {
    parameters.add_int64_array(*column);
  }
  parameters.add_uuid_array(uids_);
  for (const auto* column : {&legs_, &types_, &statuses_, &schema_versions_}) parameters.add_int16_array(*column);
  for (const auto* column : {&currencies_, &actors_, &details_}) parameters.add_text_array(*column);
  parameters.add_bytea_array(text_hashes_);
  parameters.add_bytea_array(hashes_);
}

}  // namespace ledger
