// A stream taken apart: the same items wherever the pieces are cut.
#include "api/json/item_splitter.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

using Form = ItemSplitter::Form;
using Items = std::vector<std::string>;

struct Split {
  Items items;
  bool is_whole = false;
};

/// The items of the pieces; one that is too long ends with "…".
Split split(Form form, const std::vector<std::string_view>& pieces) {
  Split result;
  ItemSplitter splitter(form, 16, [&result](const SplitItem& item) {
    result.items.push_back(std::string(item.text) + (item.is_too_long ? "…" : ""));
    return true;
  });
  for (const auto piece : pieces) {
    if (!splitter.put(piece)) return result;
  }
  result.is_whole = splitter.finish();
  return result;
}

struct Case {
  Form form;
  std::string text;
  Items items;
  bool is_whole;
};

const std::vector<Case> cases = {
    {Form::array, "", {}, true},
    {Form::array, " [ ] \n", {}, true},
    {Form::array, "[1]", {"1"}, true},
    {Form::array, "[ {\"a\":1} , 2 ]", {"{\"a\":1} ", "2 "}, true},
    {Form::array, "[[1,2],{\"a\":[]}]", {"[1,2]", "{\"a\":[]}"}, true},
    {Form::array, R"(["a,]\"\\",{"]":"}"}])", {R"("a,]\"\\")", R"({"]":"}"})"}, true},
    {Form::array, "[\"0123456789abcdef\",1]", {"\"0123456789abcde…", "1"}, true},
    {Form::array, "[1,]", {"1"}, false},
    {Form::array, "[,1]", {}, false},
    {Form::array, "[1", {}, false},
    {Form::array, "[\"]", {}, false},
    {Form::array, "[1] 2", {"1"}, false},
    {Form::array, "[1][2]", {"1"}, false},
    {Form::array, "{}", {}, false},
    // The splitter leaves matching brackets to the parser.
    {Form::array, "[{]}]", {"{]}"}, true},
    {Form::lines, "", {}, true},
    {Form::lines, "\n \r\n\n", {}, true},
    {Form::lines, "{}\r\n\n7", {"{}\r", "7"}, true},
    {Form::lines, "a\nb\n", {"a", "b"}, true},
    {Form::lines, "0123456789abcdefg\n1", {"0123456789abcdef…", "1"}, true},
    {Form::lines, "                 \n1", {"                …", "1"}, true},
};

}  // namespace

TEST_CASE("A stream falls into the same items wherever it is cut", "[bulk]") {
  for (const auto& each : cases) {
    for (std::size_t cut = 0; cut <= each.text.size(); ++cut) {
      INFO(each.text << " cut at " << cut);
      const std::string_view whole = each.text;
      const auto result = split(each.form, {whole.substr(0, cut), whole.substr(cut)});
      CHECK(result.items == each.items);
      CHECK(result.is_whole == each.is_whole);
    }
  }
}

TEST_CASE("A splitter goes no further once no more is wanted", "[bulk]") {
  int taken = 0;
  ItemSplitter splitter(Form::lines, 16, [&taken](const SplitItem&) { return ++taken < 2; });
  CHECK(splitter.put("1\n"));
  CHECK_FALSE(splitter.put("2\n3\n4\n"));
  CHECK(taken == 2);
}

}  // namespace ledger::api
