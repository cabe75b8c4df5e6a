// Every setting about callers.
#pragma once

#include <chrono>
#include <string>

#include "api/auth/login_guard.hpp"
#include "api/auth/principals/command_permission.hpp"
#include "api/auth/tokens/claims.hpp"
#include "api/auth/tokens/key_ring.hpp"

namespace ledger::api {

/// The ledger's own login.
struct LoginSettings {
  /// Private keys in PEM: the first signs its tokens, and those of all are believed. There is no login without it.
  std::string key_file;
  /// The issuer of its tokens, which no other key may use.
  std::string issuer = "ledger";
  std::chrono::seconds token_lifetime{3'600};
  LoginGuardLimits guard = {};
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
