// Uids that stand for what others name in their own way: they must never come out otherwise.
#include "api/dialects/name_based_uid.hpp"

#include <catch2/catch.hpp>

namespace ledger::api {
namespace {

std::string named(std::int64_t account, const std::string& service, const std::string& external_id) {
  return to_string(name_based_uid(AccountId(account), service, external_id));
}

}  // namespace

TEST_CASE("A name-based uid is a UUID of version 5 that depends on every part", "[dialects]") {
  const auto uid = named(17, "taxi", "ride-1");
  CHECK(uid[14] == '5');
  CHECK(std::string("89ab").find(uid[19]) != std::string::npos);
  CHECK(named(17, "taxi", "ride-1") == uid);
  CHECK(named(18, "taxi", "ride-1") != uid);
  CHECK(named(17, "bus", "ride-1") != uid);
  CHECK(named(17, "taxi", "ride-2") != uid);
  // What belongs to which part counts.
  CHECK(named(17, "taxir", "ide-1") != uid);
}

TEST_CASE("Name-based uids are those that were given yesterday", "[dialects]") {
  // Computed by an independent implementation: Python's uuid.uuid5 with the same name.
  CHECK(named(17, "taxi", "ride-1") == "6a777451-6813-5eef-a62e-138d335870c4");
  CHECK(named(9223372036854775807, "s", "é") == "855899c3-a7eb-5344-a1e2-53dde45ab16b");
  CHECK(to_string(name_based_uid(*parse_uid("0190163d-8694-739b-aea5-966c26f8ad91"))) ==
        "58bc082d-60db-5fc4-ac36-bed0888eae7f");
}

}  // namespace ledger::api
