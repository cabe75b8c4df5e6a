// What a login rests on: passwords, and bounds on guessing them.
#include <catch2/catch.hpp>

#include "api/auth/attempt_limit.hpp"
#include "api/auth/password.hpp"

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

TEST_CASE("Attempts are bounded in a window", "[auth][login]") {
  using std::chrono::seconds;
  const AttemptLimit::Clock::time_point start{std::chrono::hours(1)};
  AttemptLimit limit(2, seconds(60));
  CHECK_FALSE(limit.attempt("ann", start));
  CHECK_FALSE(limit.attempt("ann", start + seconds(10)));
  CHECK(limit.attempt("ann", start + seconds(20)) == seconds(40));
  CHECK_FALSE(limit.attempt("bob", start + seconds(20)));
  // The window began with the first attempt; the refused one did not prolong it.
  CHECK_FALSE(limit.attempt("ann", start + seconds(60)));
  limit.forgive("ann");
  CHECK_FALSE(limit.attempt("ann", start + seconds(61)));
  CHECK_FALSE(limit.attempt("ann", start + seconds(61)));
  CHECK(limit.attempt("ann", start + seconds(61)));
  limit.forgive_one("ann");
  CHECK_FALSE(limit.attempt("ann", start + seconds(61)));
  CHECK(limit.attempt("ann", start + seconds(61)));
}

TEST_CASE("Attempts on ever new keys do not fill the memory, nor get round the bound", "[auth][login]") {
  using std::chrono::seconds;
  const AttemptLimit::Clock::time_point start{std::chrono::hours(1)};
  AttemptLimit limit(2, seconds(60), 3);
  for (const auto* key : {"a", "b", "c", "d", "e"}) CHECK_FALSE(limit.attempt(key, start));
  // All beyond the third share one count.
  CHECK(limit.attempt("f", start));
  CHECK_FALSE(limit.attempt("a", start));
  // Later there is room again.
  CHECK_FALSE(limit.attempt("g", start + seconds(61)));
}

}  // namespace ledger::api
