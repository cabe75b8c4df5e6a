#include "api/rest/minimum_position.hpp"

#include "api/http/message/problem.hpp"
#include "api/rest/read_parameters.hpp"
#include "api/services/position_wait.hpp"

namespace ledger::api {
namespace {

constexpr std::string_view header_name = "Ledger-Min-Position";

}  // namespace

Task<std::optional<Response>> await_minimum_position(const Request& request, AppContext& services) {
  const auto header = request.header(header_name);
  if (!header) co_return std::nullopt;
  const auto token = parse_position_token(*header);
  if (!token || !services.has(token->journal)) {
    co_return problem_response(Problem{Status::unprocessable_content, "position_malformed",
                                       "the value of a Ledger-Position, such as 0:123", std::string(header_name)});
  }
  const bool reached = co_await await_position(services, *token, header_name);
  if (reached) co_return std::nullopt;
  co_return problem_response(Problem{Status::service_unavailable, position_not_reached_code,
                                     std::string(position_not_reached_detail), std::string(header_name)});
}

}  // namespace ledger::api
