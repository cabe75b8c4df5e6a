// The server chooses the media type that a client prefers.
#include "api/http/message/accept.hpp"

#include <array>

#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

constexpr std::array<std::string_view, 2> statement_types = {"application/json", "text/csv"};

/// "json", "csv" or "nothing" for a request with these Accept fields.
std::string preferred_by(std::initializer_list<std::string_view> values) {
  std::vector<HeaderField> fields = {{"Host", "ledger"}};
  for (const auto value : values) fields.push_back({"accept", value});
  Request request;
  request.headers = fields;
  const auto preferred = preferred_type(request, statement_types);
  if (!preferred) return "nothing";
  return *preferred == 0 ? "json" : "csv";
}

struct Wish {
  std::string_view accept;
  std::string preferred;
};

const std::vector<Wish> wishes = {
    {"application/json", "json"},
    {"text/csv", "csv"},
    {"TEXT/Csv", "csv"},
    {"text/csv;charset=utf-8", "csv"},
    {"text/csv; header=\"a,b;q=0\" ;q=1", "csv"},
    {"application/json; x=\"a,b;q=1\" ;q=0.1, text/csv;q=0.5", "csv"},
    {"application/json; x=\"a\\\",b\" ;q=0.1, text/csv;q=0.5", "csv"},
    {"*/*", "json"},
    {"*", "json"},
    {"text/*", "csv"},
    {"application/*", "json"},
    {"text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "json"},
    {"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "json"},
    // Weights.
    {"application/json;q=0.5, text/csv;q=0.6", "csv"},
    {"application/json;q=0.5, text/csv;Q=0.501", "csv"},
    {"application/json;q=0.5, text/csv;q=0.4", "json"},
    {"application/json, text/csv;q=0.999", "json"},
    {"application/json;q=0, */*", "csv"},
    {"application/json;q=0., text/csv;q=1.", "csv"},
    {"*/*, application/json ; q=0.000", "csv"},
    {"text/csv;q=0, text/*;q=0.5, */*;q=0.1", "json"},
    {"application/json;q=0, text/csv;q=0", "nothing"},
    {"*/*;q=0", "nothing"},
    // The same weight: the closer name, then the first one.
    {"text/csv, */*", "csv"},
    {"*/*, text/csv", "csv"},
    {"text/csv, application/json", "csv"},
    {"application/json, text/csv", "json"},
    {"text/*, application/json", "json"},
    // Nothing of ours.
    {"text/html", "nothing"},
    {"application/jsonp, text/csvx", "nothing"},
    {"application", "nothing"},
    {"image/*, audio/*", "nothing"},
    // A field that cannot be parsed counts as not sent.
    {"", "json"},
    {" , ,", "json"},
    {"text/csv;q=2", "json"},
    {"text/csv;q=1.5, application/json;q=0.1", "json"},
    {"text/csv;q=abc, application/json;q=0.1", "json"},
    {"text/csv;q=0.1234, application/json;q=0.1", "json"},
    {"text/csv;q=", "json"},
};

}  // namespace

TEST_CASE("The media type that a client prefers is chosen", "[http][accept]") {
  for (const auto& [accept, preferred] : wishes) {
    INFO(accept);
    CHECK(preferred_by({accept}) == preferred);
  }
  CHECK(preferred_by({}) == "json");
  CHECK(preferred_by({"text/html", "text/csv"}) == "csv");
  CHECK(preferred_by({"application/json;q=0", "text/html"}) == "nothing");
}

}  // namespace ledger::api
