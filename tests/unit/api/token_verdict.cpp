#include "tests/unit/api/token_verdict.hpp"

namespace ledger::test {

const api::KeySet& trusted_keys() {
  static const api::KeySet set = [] {
    std::vector<std::string> skipped;
    auto parsed = api::parse_key_set(TokenWorkshop::get().key_set(), token_issuer, api::KeySource::file, skipped);
    // Another issuer's key, which must not speak for the first.
    parsed.emplace("other", api::TrustedKey{parsed.at("ed").key, "https://other.example"});
    return parsed;
  }();
  return set;
}

std::string token_verdict(std::string_view token) {
  const auto verified = api::verify_token(token, trusted_keys(), {}, token_now);
  const auto* error = std::get_if<api::AuthError>(&verified);
  return error == nullptr ? "good" : std::string(name_of(*error));
}

std::string token_with_header(const std::string& header) {
  return signed_token(TokenWorkshop::get().key("ed"), header, TokenText{}.claims(token_now));
}

}  // namespace ledger::test
