// Finds the handler for a method and a path.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/auth/principals/access.hpp"
#include "api/coroutines/task.hpp"
#include "api/http/message/request.hpp"
#include "api/http/message/response.hpp"

namespace ledger::api {

struct AppContext;

/// Answers a request. May throw ReadsUnavailable (answered with 503) and std::exception (500).
using Handler = Task<Response> (*)(Request& request, AppContext& services);

/// The requirements of a handler for the request's body.
enum class Body {
  none,           ///< it is ignored
  json,           ///< Content-Type must be application/json
  optional_json,  ///< Content-Type must be application/json if there is a body
  streamed,       ///< the handler takes it piece by piece, and looks at Content-Type itself
};

/// Decides if a request may have a query string.
enum class Query {
  none,        ///< every parameter is refused: one that was dropped in silence might have been meant
  by_handler,  ///< the handler knows the names, and refuses all others
};

/// The media type that the client must accept, by its field Accept.
enum class Offer {
  json,        ///< application/json
  events,      ///< text/event-stream
  by_handler,  ///< the handler chooses
  any,         ///< Accept is not looked at: probes and older clients say all kinds of things
};

/// One line of the route table. `pattern` is a path whose segments in braces match anything: "/v1/users/{id}".
struct Route {
  Method method;
  std::string_view pattern;
  Body body;
  /// The callers that may use the route; there is no default.
  Access access;
  Handler handler;
  Query query = Query::none;
  Offer offer = Offer::json;
  /// The path by which earlier releases named the same, with the same open segments: "/v1/user/{id}". It is accepted as
  /// well; empty where there is none.
  std::string_view former_pattern = {};
};

/// "GET"
std::string_view name_of(Method method);

/// The path is known, but not with this method.
struct MethodNotAllowed {
  /// "GET, HEAD, PUT": the value of Allow.
  std::string allow;
};
struct NoRoute {};
/// A route's index in the table.
using RouteMatch = std::variant<std::size_t, MethodNotAllowed, NoRoute>;

/// Looks routes up; does not change once made, so any thread may use it.
class Router {
 public:
  /// Throws std::invalid_argument for a pattern with more than path_parameters_max open segments.
  explicit Router(std::vector<Route> routes);

  /// The route of the request, whose path_parameters are set. HEAD is answered by GET's route.
  RouteMatch match(Request& request) const;

  /// Returns true if the route of this request reads its body piece by piece.
  [[nodiscard]] bool streams_body(Method method, std::string_view path) const;

  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace ledger::api
