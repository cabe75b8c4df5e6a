// Makes those wait before the next attempt to log in whose attempts have failed.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "api/auth/attempt_limit.hpp"
#include "api/auth/familiar_networks.hpp"
#include "ledger/domain/event.hpp"

namespace ledger::api {

/// Bounds of the attempts that may fail in a window. All greater than zero.
struct LoginGuardLimits {
  /// On one login from one network.
  std::size_t pair_failures_max = 10;
  /// The limit for one network, whatever the logins.
  std::size_t network_failures_max = 100;
  /// On one login from all networks together from which its holder has not logged in before.
  std::size_t login_failures_max = 100;
  std::chrono::seconds window{900};
};

/// Only failures count, so any number of right passwords may come at once. Failures from one network do not keep the
/// holder out who logs in from another one, and failures from everywhere do not keep the holder out of a network from
/// which a login has succeeded since this program began: whoever guesses a login from many networks uses up a budget
/// that those have no part in. For any thread.
class LoginGuard {
 public:
  using Clock = AttemptLimit::Clock;

  explicit LoginGuard(const LoginGuardLimits& limits);

  /// An attempt to log in from a network; what is remembered has the same size whatever the login is.
  struct Attempt {
    Hash login;
    Hash network;
    /// Both together.
    Hash pair;
  };
  [[nodiscard]] static Attempt attempt_on(std::string_view login, std::string_view network);

  /// Returns the time to wait before the attempt; nothing if it may be made now.
  [[nodiscard]] std::optional<std::chrono::seconds> wait(const Attempt& attempt, Clock::time_point now) const;
  void failed(const Attempt& attempt, Clock::time_point now);
  void succeeded(const Attempt& attempt);

 private:
  AttemptLimit pairs_;
  AttemptLimit networks_;
  AttemptLimit logins_;
  FamiliarNetworks familiar_;
};

}  // namespace ledger::api
