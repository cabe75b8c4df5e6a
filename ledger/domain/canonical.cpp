#include "ledger/domain/canonical.hpp"

#include <span>
#include <string_view>
#include <type_traits>

namespace ledger {
namespace {

template <class Integer>
void append_integer(std::vector<std::uint8_t>& bytes, Integer value) {
  const auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
  for (int shift = 8 * (static_cast<int>(sizeof bits) - 1); shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(bits >> static_cast<unsigned>(shift)));
  }
}

void append_sized(std::vector<std::uint8_t>& bytes, std::span<const std::uint8_t> content) {
  append_integer(bytes, static_cast<std::uint32_t>(content.size()));
  bytes.insert(bytes.end(), content.begin(), content.end());
}

void append_sized(std::vector<std::uint8_t>& bytes, std::string_view content) {
  append_integer(bytes, static_cast<std::uint32_t>(content.size()));
  bytes.insert(bytes.end(), content.begin(), content.end());
}

}  // namespace

void append_canonical_bytes(const Event& event, std::vector<std::uint8_t>& bytes) {
  bytes.push_back(canonical_format);
  append_integer(bytes, event.journal.value);
  append_integer(bytes, event.position.value);
  append_integer(bytes, event.account.value);
  append_integer(bytes, event.version.value);
  bytes.insert(bytes.end(), event.uid.bytes.begin(), event.uid.bytes.end());
  append_integer(bytes, event.leg.value);
  append_integer(bytes, static_cast<std::int16_t>(event.type));
  append_integer(bytes, event.schema_version);
  append_integer(bytes, static_cast<std::int16_t>(event.status));
  append_sized(bytes, event.currency.code());
  append_integer(bytes, event.amount);
  append_integer(bytes, event.balance);
  append_integer(bytes, event.held);
  append_integer(bytes, event.limit);
  append_integer(bytes, microseconds_since_epoch(event.effective));
  append_integer(bytes, microseconds_since_epoch(event.recorded));
  append_sized(bytes, event.actor);
  append_sized(bytes, event.details);
  append_sized(bytes,
               event.text_hash ? std::span<const std::uint8_t>(*event.text_hash) : std::span<const std::uint8_t>());
}

}  // namespace ledger
