#include "api/auth/login_guard.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "ledger/crypto/sha256.hpp"

namespace ledger::api {
namespace {

std::span<const std::uint8_t> digest_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Hash digest_of(std::string_view kind, std::string_view text) {
  return Sha256().digest(digest_bytes(std::string(kind) + ":"), digest_bytes(text));
}

}  // namespace

LoginGuard::LoginGuard(const LoginGuardLimits& limits)
    : pairs_(limits.pair_failures_max, limits.window),
      networks_(limits.network_failures_max, limits.window),
      logins_(limits.login_failures_max, limits.window) {}

LoginGuard::Attempt LoginGuard::attempt_on(std::string_view login, std::string_view network) {
  Attempt attempt{.login = digest_of("login", login), .network = digest_of("network", network), .pair = {}};
  attempt.pair = Sha256().digest(attempt.login, attempt.network);
  return attempt;
}

std::optional<std::chrono::seconds> LoginGuard::wait(const Attempt& attempt, Clock::time_point now) const {
  auto longest = std::max(networks_.wait(attempt.network, now), pairs_.wait(attempt.pair, now));
  // Familiar networks are looked at only where they make a difference.
  const auto on_login = logins_.wait(attempt.login, now);
  if (on_login && !familiar_.contains(attempt.login, attempt.network)) longest = std::max(longest, on_login);
  return longest;
}

void LoginGuard::failed(const Attempt& attempt, Clock::time_point now) {
  networks_.failed(attempt.network, now);
  pairs_.failed(attempt.pair, now);
  if (!familiar_.contains(attempt.login, attempt.network)) logins_.failed(attempt.login, now);
}

void LoginGuard::succeeded(const Attempt& attempt) {
  // The network's failures stay: otherwise an attacker who owns a login could guess other logins without end.
  pairs_.forgive(attempt.pair);
  familiar_.add(attempt.login, attempt.network);
}

}  // namespace ledger::api
