#include "api/dialects/name_based_uid.hpp"

#include <cstdint>
#include <vector>

#include "ledger/crypto/uid_of_name.hpp"

namespace ledger::api {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// 2f6c1b1e-6d0e-4a43-9d0b-0a4b5f0c7d51, drawn once for this purpose.
constexpr NameSpace own_namespace = {0x2f, 0x6c, 0x1b, 0x1e, 0x6d, 0x0e, 0x4a, 0x43,
                                     0x9d, 0x0b, 0x0a, 0x4b, 0x5f, 0x0c, 0x7d, 0x51};

void append_number(Bytes& bytes, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

}  // namespace

Uid name_based_uid(AccountId account, std::string_view service_id, std::string_view external_id) {
  Bytes name;
  append_number(name, static_cast<std::uint64_t>(account.value));
  // With its length before it, the service cannot run into the id.
  append_number(name, service_id.size());
  name.insert(name.end(), service_id.begin(), service_id.end());
  name.insert(name.end(), external_id.begin(), external_id.end());
  return uid_of_name(own_namespace, name);
}

Uid name_based_uid(const Uid& key) { return uid_of_name(own_namespace, key.bytes); }

}  // namespace ledger::api
