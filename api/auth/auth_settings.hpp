// Every setting about callers.
#pragma once

#include <chrono>
#include <string>

#include "api/auth/claims.hpp"
#include "api/auth/command_permission.hpp"
#include "api/auth/key_ring.hpp"

namespace ledger::api {

/// The ledger's own login.
struct LoginSettings {
  /// A private key in PEM that signs its tokens; there is no login without it.
  std::string key_file;
  /// The issuer of its tokens, which no other key may use.
  std::string issuer = "ledger";
  std::chrono::seconds token_lifetime{3'600};
  /// Attempts that fail, in a window, by login and by address.
  std::size_t attempts_max = 10;
  std::size_t address_attempts_max = 100;
  std::chrono::seconds attempts_window{900};
};

struct AuthSettings {
  /// Switched off: everyone may do everything.
  bool off = false;
  /// … also where others than this machine can reach it.
  bool off_anywhere = false;
  KeyPlaces keys = {};
  TokenRules rules = {};
  AuthPolicy policy = {};
  LoginSettings login = {};
};

}  // namespace ledger::api
