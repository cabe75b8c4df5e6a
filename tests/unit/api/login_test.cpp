// A login depends on passwords, and on limits to guessing them.
#include "api/auth/login_guard.hpp"
#include "api/auth/password.hpp"
#include "tests/support/catch.hpp"

namespace ledger::api {

TEST_CASE("A password matches its own hash only", "[auth][login]") {
  const auto hash = hash_password("correct horse");
  CHECK(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  CHECK(hash_password("correct horse") != hash);
  CHECK(verify_password("correct horse", hash));
  CHECK_FALSE(verify_password("correct horsf", hash));
  CHECK_FALSE(verify_password("", hash));
  CHECK_FALSE(verify_password("correct horse", unmatchable_hash()));
  CHECK_FALSE(verify_password("correct horse", "no hash"));
  CHECK_FALSE(verify_password("", ""));
}

namespace {

using std::chrono::seconds;
using Clock = LoginGuard::Clock;

constexpr Clock::time_point login_start{std::chrono::hours(1)};

Hash login_key(std::uint8_t first, std::uint8_t second = 0) { return {first, second}; }

}  // namespace

TEST_CASE("Failures are forgotten one after the other", "[auth][login]") {
  AttemptLimit limit(2, seconds(60));
  const auto ann = login_key(1);
  CHECK_FALSE(limit.wait(ann, login_start));
  limit.failed(ann, login_start);
  CHECK_FALSE(limit.wait(ann, login_start));
  limit.failed(ann, login_start);
  CHECK(limit.wait(ann, login_start) == seconds(30));
  CHECK(limit.wait(ann, login_start + std::chrono::milliseconds(29'500)) == seconds(1));
  CHECK_FALSE(limit.wait(ann, login_start + seconds(30)));
  limit.failed(ann, login_start + seconds(30));
  CHECK(limit.wait(ann, login_start + seconds(30)) == seconds(30));
  CHECK_FALSE(limit.wait(login_key(2), login_start + seconds(30)));
  // All is forgotten after a window without a failure.
  limit.failed(ann, login_start + seconds(90));
  CHECK_FALSE(limit.wait(ann, login_start + seconds(90)));
  limit.failed(ann, login_start + seconds(90));
  CHECK(limit.wait(ann, login_start + seconds(90)));
  limit.forgive(ann);
  CHECK_FALSE(limit.wait(ann, login_start + seconds(90)));
}

TEST_CASE("Failures of ever new keys neither fill the memory nor clear a count", "[auth][login]") {
  AttemptLimit limit(3, seconds(60), 4);
  const auto guessed = login_key(255);
  for (int failure = 0; failure < 3; ++failure) limit.failed(guessed, login_start);
  for (std::uint8_t other = 0; other < 200; ++other) {
    limit.failed(login_key(other), login_start);
    limit.failed(login_key(other), login_start);
  }
  CHECK(limit.wait(guessed, login_start) == seconds(20));
  // The last three of the others are remembered.
  CHECK_FALSE(limit.wait(login_key(0), login_start));
  limit.failed(login_key(199), login_start);
  CHECK(limit.wait(login_key(199), login_start));
}

TEST_CASE("Guesses from one network do not keep the holder out who is in another", "[auth][login]") {
  LoginGuard guard(
      {.pair_failures_max = 3, .network_failures_max = 5, .login_failures_max = 100, .window = seconds(60)});
  const auto guesser = LoginGuard::attempt_on("ann", "192.0.2.1");
  for (int failure = 0; failure < 3; ++failure) {
    CHECK_FALSE(guard.wait(guesser, login_start));
    guard.failed(guesser, login_start);
  }
  CHECK(guard.wait(guesser, login_start) == seconds(20));
  CHECK_FALSE(guard.wait(LoginGuard::attempt_on("ann", "192.0.2.2"), login_start));
  // Others in the guesser's network do not wait either, until there are too many failures there.
  const auto neighbour = LoginGuard::attempt_on("bob", "192.0.2.1");
  CHECK_FALSE(guard.wait(neighbour, login_start));
  for (int failure = 0; failure < 2; ++failure) guard.failed(neighbour, login_start);
  CHECK(guard.wait(LoginGuard::attempt_on("cid", "192.0.2.1"), login_start) == seconds(12));
  // A success forgives the pair, not the network.
  guard.succeeded(guesser);
  CHECK(guard.wait(guesser, login_start) == seconds(12));
  CHECK_FALSE(guard.wait(guesser, login_start + seconds(12)));
}

TEST_CASE("Guesses from everywhere are bounded and do not keep the holder out of a familiar network", "[auth][login]") {
  LoginGuard guard(
      {.pair_failures_max = 3, .network_failures_max = 100, .login_failures_max = 20, .window = seconds(60)});
  const auto home = LoginGuard::attempt_on("ann", "home");
  guard.succeeded(home);
  int guesses = 0;
  for (int network = 0; network < 1'000; ++network) {
    const auto guess = LoginGuard::attempt_on("ann", std::to_string(network));
    if (guard.wait(guess, login_start)) continue;
    guard.failed(guess, login_start);
    ++guesses;
  }
  CHECK(guesses == 20);
  CHECK(guard.wait(LoginGuard::attempt_on("ann", "elsewhere"), login_start) == seconds(3));
  CHECK_FALSE(guard.wait(home, login_start));
  // The holder's own mistakes at home are bounded by themselves.
  for (int failure = 0; failure < 3; ++failure) guard.failed(home, login_start);
  CHECK(guard.wait(home, login_start));
  CHECK_FALSE(guard.wait(LoginGuard::attempt_on("bob", "elsewhere"), login_start));
}

TEST_CASE("The networks of a login that are familiar are the latest ones", "[auth][login]") {
  FamiliarNetworks familiar(2);
  for (std::uint8_t network = 0; network < 9; ++network) familiar.add(login_key(1), login_key(network));
  CHECK_FALSE(familiar.contains(login_key(1), login_key(0)));
  CHECK(familiar.contains(login_key(1), login_key(1)));
  familiar.add(login_key(2), login_key(7));
  familiar.add(login_key(1), login_key(1));
  // A third login: the second was not used for the longest time.
  familiar.add(login_key(3), login_key(7));
  CHECK(familiar.contains(login_key(1), login_key(1)));
  CHECK(familiar.contains(login_key(1), login_key(8)));
  CHECK_FALSE(familiar.contains(login_key(2), login_key(7)));
  CHECK(familiar.contains(login_key(3), login_key(7)));
}

}  // namespace ledger::api
