#include "api/json/json_object.hpp"

#include "api/json/field_reader.hpp"
#include "api/json/json_writer.hpp"
#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

JsonObject object(std::string_view body) { return std::get<JsonObject>(JsonObject::parse(body)); }

std::string_view error_code(std::string_view body) {
  const auto parsed = JsonObject::parse(body);
  const auto* error = std::get_if<JsonError>(&parsed);
  return error == nullptr ? "" : error->code;
}

std::string nested(int depth, char open, char close) {
  return R"({"a":)" + std::string(static_cast<std::size_t>(depth), open) +
         std::string(static_cast<std::size_t>(depth), close) + "}";
}

}  // namespace

TEST_CASE("Members keep their kind and their text", "[json]") {
  const auto parsed = object(R"( {"t":"a\u00e9\n","n":-0.10,"e":1E40,"b":true,"z":null,"o":{"t":1},"a":[1,{"x":2}]} )");
  REQUIRE(parsed.members().size() == 7);
  CHECK(parsed.find("t")->kind == JsonKind::text);
  CHECK(parsed.find("t")->text == "aé\n");
  CHECK(parsed.find("n")->kind == JsonKind::number);
  CHECK(parsed.find("n")->text == "-0.10");
  CHECK(parsed.find("e")->text == "1E40");
  CHECK(parsed.find("b")->kind == JsonKind::boolean);
  CHECK(parsed.find("z")->kind == JsonKind::null);
  CHECK(parsed.find("o")->kind == JsonKind::compound);
  CHECK(parsed.find("a")->kind == JsonKind::compound);
  CHECK(parsed.find("x") == nullptr);
}

TEST_CASE("A number stays what was written, however it is written", "[json]") {
  for (const auto* number : {"0.00000000001e-2147483639", "9007199254740993.0", "-0"}) {
    INFO(number);
    CHECK(object(R"({"n":)" + std::string(number) + "}").find("n")->text == number);
  }
}

TEST_CASE("A number that no double holds is refused, and the error names it", "[json]") {
  for (const auto& number : {std::string("1e400"), std::string(400, '9')}) {
    const auto parsed = JsonObject::parse(R"({"a":1,"amount":)" + number + "}");
    CHECK(std::get<JsonError>(parsed).code == "json_number_too_large");
    CHECK(std::get<JsonError>(parsed).field == "amount");
  }
}

TEST_CASE("A text may hold U+0000, as its length says", "[json]") {
  CHECK(object(R"({"t":"a\u0000b"})").find("t")->text == std::string_view("a\0b", 3));
}

TEST_CASE("What is no strict JSON object is refused", "[json]") {
  for (const auto* body : {"",
                           " ",
                           "{",
                           "{}}",
                           "{} x",
                           "{'a':1}",
                           "{\"a\":01}",
                           "{\"a\":1.}",
                           "{\"a\":.5}",
                           "{\"a\":+1}",
                           "{\"a\":NaN}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{\"a\":\"\n\"}",
                           "// x\n{}",
                           "{\"a\":\"\xff\"}",
                           "{\"a\":\"\xed\xa0\x80\"}",
                           "{\"a\":\"\xc0\xaf\"}",
                           "{\"\xff\":1}",
                           R"({"a":"\ud800"})",
                           R"({"a":"\ud800\u0041"})",
                           R"({"a":"\udc00"})",
                           R"({"\udc00":1})",
                           R"({"o":["\udfff"]})",
                           R"({"a":"\x41"})"}) {
    INFO(body);
    CHECK(error_code(body) == "json_malformed");
  }
  CHECK(error_code(std::string_view("{}\0{}", 5)) == "json_malformed");
  for (const auto* body : {"[]", "7", "null", "\"a\"", "[{}]"}) CHECK(error_code(body) == "json_not_an_object");
  CHECK(error_code(R"({"a":1,"\u0061":2})") == "json_duplicate_member");
  CHECK(error_code(R"({"a":"\ud83d\ude00"})").empty());
}

TEST_CASE("Nesting and number of members are bounded", "[json]") {
  CHECK(error_code(nested(JsonObject::depth_max - 1, '[', ']')).empty());
  CHECK(error_code(nested(JsonObject::depth_max, '[', ']')) == "json_too_deep");
  CHECK(error_code(nested(1'000'000, '[', ']')) == "json_too_deep");
  std::string body = "{\"0\":0";
  for (std::size_t count = 1; count < JsonObject::members_max; ++count) body += ",\"" + std::to_string(count) + "\":0";
  CHECK(error_code(body + "}").empty());
  CHECK(error_code(body + ",\"x\":0}") == "json_too_large");
}

TEST_CASE("Fields are read with their types, and every error is kept", "[json]") {
  const auto parsed =
      object(R"({"name":"Ann","amount":1.50,"uid":"0190163D-8694-739b-aea5-966c26f8ad91","when":"2022-05-05",
                                 "currency":"EUR","user":"17","nothing":null,"wrong":[],"odd":1})");
  FieldReader fields(parsed);
  CHECK(fields.text("name", 3) == "Ann");
  CHECK(fields.decimal("amount") == Decimal{15, 1});
  CHECK(to_string(*fields.chosen_uid("uid")) == "0190163d-8694-739b-aea5-966c26f8ad91");
  CHECK(format_moment(*fields.moment("when")) == "2022-05-05T00:00:00.000000Z");
  CHECK(fields.currency("currency")->code() == "EUR");
  CHECK(fields.account("user") == AccountId(17));
  CHECK_FALSE(fields.text("nothing", 9));
  CHECK_FALSE(fields.text("absent", 9));
  CHECK_FALSE(fields.text("name", 2));
  CHECK_FALSE(fields.text("wrong", 9));
  fields.require("nothing").require("absent").require("name");

  std::vector<std::string> found;
  for (const auto& error : fields.errors()) found.push_back(error.field + " " + std::string(error.code));
  CHECK(found == std::vector<std::string>{"name text_length", "wrong field_type", "nothing field_required",
                                          "absent field_required", "odd unknown_field"});
}

TEST_CASE("An account's number is digits only", "[json]") {
  CHECK(parse_account_id("9223372036854775807") == AccountId(9223372036854775807));
  for (const auto* wrong : {"", "0", "-1", "+1", "1.0", "1e3", " 1", "1 ", "9223372036854775808"}) {
    INFO(wrong);
    CHECK_FALSE(parse_account_id(wrong));
  }
}

TEST_CASE("What is written is JSON, whatever the texts hold", "[json]") {
  JsonWriter json;
  json.begin_object();
  json.member("text", std::string_view("a\"\\\n\0é", 7));
  json.member("number", std::int64_t{-5});
  json.null_member("nothing");
  json.end_object();
  CHECK(json.take() == std::string_view(R"({"text":"a\"\\\n\u0000é","number":-5,"nothing":null})"));
}

}  // namespace ledger::api
