// Judging tokens of the workshop as of one instant, by keys that the tests of tokens share.
#pragma once

#include "api/auth/tokens/token.hpp"
#include "tests/support/api/token_workshop.hpp"

namespace ledger::test {

const std::chrono::system_clock::time_point token_now{std::chrono::seconds(1'790'000'000)};
const std::string token_issuer = "https://issuer.example";

/// The workshop's keys, and "other", the same key as "ed" in the hands of another issuer.
const api::KeySet& trusted_keys();
/// "good", or the error's name.
std::string token_verdict(std::string_view token);
/// A token whose header is exactly this, signed by "ed".
std::string token_with_header(const std::string& header);
/// The text of a good token, changed.
TokenText with(auto change) {
  TokenText text;
  change(text);
  return text;
}
std::string token_of(auto change) { return make_token(with(change), token_now); }

}  // namespace ledger::test
