// The uid that an Idempotency-Key stands for: it must never come out otherwise.
#include "api/rest/parameters/idempotency_key.hpp"

#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

/// The uid, "none", or the code of the error, of a request that this subject sends with these keys.
std::string uid_of_keys(std::initializer_list<std::string_view> keys, std::string_view subject = "crm") {
  std::vector<HeaderField> fields;
  for (const auto key : keys) fields.push_back({"idempotency-key", key});
  Request request;
  request.headers = fields;
  request.actor = subject;
  const auto read = idempotency_key(request);
  if (!read) return std::string(read.refusal().code);
  const auto& uid = *read;
  return uid ? to_string(*uid) : "none";
}

}  // namespace

TEST_CASE("A UUID as the key means itself", "[idempotency]") {
  const std::string uid = "0190163d-8694-739b-aea5-966c26f8ad91";
  CHECK(uid_of_keys({uid}) == uid);
  CHECK(uid_of_keys({'"' + uid + '"'}) == uid);
  CHECK(uid_of_keys({"0190163D-8694-739B-AEA5-966C26F8AD91"}) == uid);
  CHECK(uid_of_keys({uid}, "shop") == uid);
  CHECK(uid_of_keys({"0190163d-8694-839b-aea5-966c26f8ad91"}) == "uid_reserved");
}

TEST_CASE("Any other key stands for a uid of its caller's", "[idempotency]") {
  // Computed by an independent implementation: Python's hashlib, with the same name.
  CHECK(uid_of_keys({"order-4711"}) == "b346d185-e95a-8f60-b032-24bf28648376");
  CHECK(uid_of_keys({"order-4711"}, "anonymous") == "f7325cc4-be88-8c51-9b9a-f9e8f093269d");
  CHECK(uid_of_keys({R"("order-4711")"}) == uid_of_keys({"order-4711"}));
  CHECK(uid_of_keys({R"("a\"b\\c")"}) == "d01b2389-39d9-80d2-a3f9-4c04998d14f7");
  CHECK(uid_of_keys({R"(a"b\c)"}) == "d01b2389-39d9-80d2-a3f9-4c04998d14f7");
  CHECK(uid_of_keys({"Order-4711"}) != uid_of_keys({"order-4711"}));
  // The boundary between subject and key matters.
  CHECK(uid_of_keys({"morder-4711"}, "cr") != uid_of_keys({"order-4711"}, "crm"));
  CHECK(is_reserved(*parse_uid(uid_of_keys({"7"}))));
}

TEST_CASE("A key is 1 to 255 printable characters", "[idempotency]") {
  CHECK(uid_of_keys({}) == "none");
  for (const auto& good : {std::string(255, 'x'), '"' + std::string(255, 'x') + '"', std::string("~ !"),
                           std::string("00000000-0000-0000-0000-000000000000")}) {
    INFO(good);
    CHECK(is_reserved(*parse_uid(uid_of_keys({good}))));
  }
  for (const auto& wrong :
       {std::string(), std::string(R"("")"), std::string(256, 'x'), '"' + std::string(256, 'x') + '"',
        std::string("a\tb"), std::string("\x7f"), std::string("caf\xc3\xa9"), std::string("a\0b", 3),
        std::string(R"("abc)"), std::string(R"(")"), std::string(R"("abc";a=1)"), std::string(R"("a\b")"),
        std::string(R"("abc\)")}) {
    INFO(wrong);
    CHECK(uid_of_keys({wrong}) == "key_malformed");
  }
  CHECK(uid_of_keys({"a", "a"}) == "duplicate_header");
}

}  // namespace ledger::api
