#include "ledger/directory/seal.hpp"

#include <cstdint>
#include <vector>

#include "ledger/crypto/sha256.hpp"

namespace ledger {
namespace {

using Bytes = std::vector<std::uint8_t>;

Salt random_salt() {
  Salt salt;
  fill_with_random_bytes(salt);
  return salt;
}

Hash salted_hash(const Salt& salt, const Bytes& content) {
  thread_local Sha256 sha256;
  return sha256.digest(salt, content);
}

void append_sized(Bytes& bytes, const std::string& text) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes.push_back(static_cast<std::uint8_t>(text.size() >> shift));
  bytes.insert(bytes.end(), text.begin(), text.end());
}

}  // namespace

Hash comment_hash(const Salt& salt, const std::string& text) { return salted_hash(salt, {text.begin(), text.end()}); }

Hash identity_hash(const Salt& salt, const std::string& name, const std::optional<std::string>& external_id) {
  Bytes content;
  append_sized(content, name);
  append_sized(content, external_id.value_or(""));
  return salted_hash(salt, content);
}

Comment seal_comment(std::string text) {
  const auto salt = random_salt();
  const auto hash = comment_hash(salt, text);
  return {.text = std::move(text), .salt = salt, .hash = hash};
}

Identity seal_identity(std::string name, std::optional<std::string> external_id) {
  const auto salt = random_salt();
  const auto hash = identity_hash(salt, name, external_id);
  return {.name = std::move(name), .external_id = std::move(external_id), .salt = salt, .hash = hash};
}

}  // namespace ledger
