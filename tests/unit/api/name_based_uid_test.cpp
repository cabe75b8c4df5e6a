// Uids that stand for what others name in their own way: they must never come out otherwise.
#include "api/dialects/name_based_uid.hpp"

#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

std::string named(std::int64_t account, const std::string& service, const std::string& external_id) {
  return to_string(name_based_uid(AccountId(account), service, external_id));
}

}  // namespace

TEST_CASE("A name-based uid is a UUID of the reserved version that depends on every part", "[dialects]") {
  const auto uid = named(17, "taxi", "ride-1");
  CHECK(uid[14] == '8');
  CHECK(std::string("89ab").find(uid[19]) != std::string::npos);
  CHECK(is_reserved(*parse_uid(uid)));
  CHECK_FALSE(is_reserved(*parse_uid("0190163d-8694-739b-aea5-966c26f8ad91")));
  CHECK_FALSE(is_reserved(*parse_uid("0190163d-8694-839b-cea5-966c26f8ad91")));
  CHECK(named(17, "taxi", "ride-1") == uid);
  CHECK(named(18, "taxi", "ride-1") != uid);
  CHECK(named(17, "bus", "ride-1") != uid);
  CHECK(named(17, "taxi", "ride-2") != uid);
  // The boundaries between the parts matter.
  CHECK(named(17, "taxir", "ide-1") != uid);
}

TEST_CASE("Name-based uids are those that were given yesterday", "[dialects]") {
  // Computed by an independent implementation: Python's hashlib, with the same name.
  CHECK(named(17, "taxi", "ride-1") == "5facd01c-53f4-857e-b79b-7f02d622d0ae");
  CHECK(named(9223372036854775807, "s", "é") == "d13c4607-b161-8b19-8c45-798bd0ab4e21");
  CHECK(to_string(name_based_uid(*parse_uid("0190163d-8694-739b-aea5-966c26f8ad91"))) ==
        "aa605162-7cfb-8b2d-bca0-adf0e056fde6");
}

}  // namespace ledger::api
