#include "api/rest/parameters/minimum_position.hpp"

#include "api/http/message/problem.hpp"

namespace ledger::api {
namespace {

constexpr std::string_view header_name = "Ledger-Min-Position";

}  // namespace

Result<MinimumPosition> minimum_position(const Request& request, const AppContext& services) {
  const auto header = request.header(header_name);
  if (!header) return MinimumPosition{};
  const auto token = parse_position_token(*header);
  if (token && services.has(token->journal)) return MinimumPosition{.position = token, .field = header_name};
  return problem_response(Problem{Status::unprocessable_content, "position_malformed",
                                  "the value of a Ledger-Position, such as 0:123", std::string(header_name)});
}

}  // namespace ledger::api
