#include "api/rest/router.hpp"

#include "api/http/message/query_string.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/rest/problems.hpp"
#include "api/rest/resources/cursors.hpp"
#include "api/rest/routes.hpp"
#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

Request request(Method method, std::string_view path) {
  Request made;
  made.method = method;
  made.path = path;
  return made;
}

}  // namespace

TEST_CASE("A path leads to its route, with the open segments taken out", "[router]") {
  const Router router(routes());
  const auto pattern_of = [&router](Request& asked) {
    return router.routes().at(std::get<std::size_t>(router.match(asked))).pattern;
  };
  auto balance = request(Method::get, "/v1/users/17/balance");
  CHECK(pattern_of(balance) == "/v1/users/{id}/balance");
  CHECK(balance.path_parameters[0] == "17");
  auto user = request(Method::head, "/v1/users/balance");
  CHECK(pattern_of(user) == "/v1/users/{id}");
  CHECK(user.path_parameters[0] == "balance");
  for (const auto* path : {"//", "", "/v1/users/", "/v1/users//balance", "/v1/users/17/balance/", "/v1/userss",
                           "/v1/user/17/balance/", "/v1/holdss/17"}) {
    INFO(path);
    auto unknown = request(Method::get, path);
    CHECK(std::holds_alternative<NoRoute>(router.match(unknown)));
  }
  auto wrong_method = request(Method::other, "/v1/transaction");
  CHECK(std::get<MethodNotAllowed>(router.match(wrong_method)).allow == "POST, PUT");
}

TEST_CASE("A former path leads to the same route as the present one, with the same open segments", "[router]") {
  const Router router(routes());
  std::size_t formers = 0;
  for (std::size_t index = 0; index < router.routes().size(); ++index) {
    const auto& route = router.routes()[index];
    if (route.former_pattern.empty()) continue;
    ++formers;
    INFO(route.former_pattern);
    auto former = request(route.method, route.former_pattern);
    CHECK(std::get<std::size_t>(router.match(former)) == index);
    auto present = request(route.method, route.pattern);
    CHECK(std::get<std::size_t>(router.match(present)) == index);
    CHECK(former.path_parameters == present.path_parameters);
  }
  CHECK(formers == 18);
}

TEST_CASE("A pattern with too many open segments is refused at the start", "[router]") {
  CHECK_THROWS_AS(Router({{Method::get, "/{a}/{b}/{c}", Body::none, Access::everyone, nullptr}}),
                  std::invalid_argument);
}

TEST_CASE("A query is decoded, '+' stays '+'", "[router]") {
  const std::vector<std::string_view> known = {"date", "x"};
  const auto parsed = QueryString::parse("date=2023-01-30T00:00:00+03:00&x=%41%2b+%26", known);
  const auto& query = std::get<QueryString>(parsed);
  CHECK(query.find("date") == "2023-01-30T00:00:00+03:00");
  CHECK(query.find("x") == "A++&");
  CHECK_FALSE(query.find("y"));
  CHECK(std::get<QueryString>(QueryString::parse("x", known)).find("x") == "");

  const auto code = [&known](std::string_view text) {
    return std::get<FieldError>(QueryString::parse(text, known)).code;
  };
  CHECK(code("y=1") == "unknown_parameter");
  CHECK(code("%=1") == "unknown_parameter");
  CHECK(code("x=1&x=1") == "duplicate_parameter");
  CHECK(code("x=1&%78=1") == "duplicate_parameter");
  for (const auto* malformed : {"x=%", "x=%4", "x=%g1", "x=%-1"}) CHECK(code(malformed) == "parameter_malformed");
}

TEST_CASE("Positions and cursors come back as they were written", "[router]") {
  const auto token = parse_position_token("0:123");
  REQUIRE(token);
  CHECK(to_string(*token) == "0:123");
  for (const auto* wrong :
       {"", ":", "0:", ":1", "0:-1", "-1:1", "1", "0:1:1", "70000:1", "0: 1", "0:99999999999999999999"}) {
    INFO(wrong);
    CHECK_FALSE(parse_position_token(wrong));
  }
  for (const bool descending : {false, true}) {
    for (const std::int64_t version : {std::int64_t{1}, std::int64_t{9223372036854775807}}) {
      const auto parsed = parse_history_cursor(to_string(HistoryCursor{Version(version), descending}));
      REQUIRE(parsed);
      CHECK(parsed->after == Version(version));
      CHECK(parsed->descending == descending);
    }
  }
  for (const auto* wrong : {"", "u", "x1", "u0", "u-1", "u1x", "u10000000000000000"})
    CHECK_FALSE(parse_history_cursor(wrong));
}

TEST_CASE("Refusals have the status that clients rely on", "[problem]") {
  CHECK(status_of(RejectionCode::insufficient_funds) == Status::payment_required);
  CHECK(status_of(RejectionCode::account_not_found) == Status::not_found);
  CHECK(status_of(RejectionCode::uid_reused) == Status::conflict);
  CHECK(status_of(RejectionCode::external_id_taken) == Status::conflict);
  CHECK(status_of(RejectionCode::limit_exceeded) == Status::unprocessable_content);
  CHECK(status_of(RejectionCode::timestamp_in_future) == Status::unprocessable_content);
  const auto unavailable = problem_response(Unavailable{Unavailable::Reason::queue_full});
  CHECK(unavailable.status == Status::service_unavailable);
  CHECK(unavailable.fields.at(0).name == "Retry-After");
  const auto failed = problem_response(Failed{"a secret of the database"});
  CHECK(failed.status == Status::internal_server_error);
  CHECK(failed.body.find("secret") == std::string::npos);
}

}  // namespace ledger::api
