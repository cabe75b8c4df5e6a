#include "api/rest/router.hpp"

#include <algorithm>
#include <stdexcept>

namespace ledger::api {
namespace {

/// Takes the segment off the front of a path that begins with '/'.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

bool is_open(std::string_view segment) { return !segment.empty() && segment.front() == '{'; }

bool matches(std::string_view pattern, std::string_view path,
             std::array<std::string_view, path_parameters_max>& parameters) {
  std::size_t count = 0;
  while (!pattern.empty() && !path.empty()) {
    const auto expected = take_segment(pattern);
    const auto actual = take_segment(path);
    if (!is_open(expected)) {
      if (expected != actual) return false;
    } else if (actual.empty()) {
      return false;
    } else {
      parameters[count++] = actual;
    }
  }
  return pattern.empty() && path.empty();
}

/// Returns true if the path is the route's, by its present name or its former one.
bool matches(const Route& route, std::string_view path, std::array<std::string_view, path_parameters_max>& parameters) {
  return matches(route.pattern, path, parameters) ||
         (!route.former_pattern.empty() && matches(route.former_pattern, path, parameters));
}

}  // namespace

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::remove:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
    case Method::other:
      return "other";
  }
  __builtin_unreachable();
}

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  for (const auto& route : routes_) {
    if (static_cast<std::size_t>(std::count(route.pattern.begin(), route.pattern.end(), '{')) > path_parameters_max) {
      throw std::invalid_argument("too many open segments: " + std::string(route.pattern));
    }
  }
}

RouteMatch Router::match(Request& request) const {
  const auto wanted = request.method == Method::head ? Method::get : request.method;
  std::string allow;
  for (std::size_t index = 0; index < routes_.size(); ++index) {
    const auto& route = routes_[index];
    if (!matches(route, request.path, request.path_parameters)) continue;
    if (route.method == wanted) return index;
    allow += (allow.empty() ? "" : ", ") + std::string(name_of(route.method));
    if (route.method == Method::get) allow += ", HEAD";
  }
  if (allow.empty()) return NoRoute{};
  return MethodNotAllowed{std::move(allow)};
}

bool Router::streams_body(Method method, std::string_view path) const {
  std::array<std::string_view, path_parameters_max> ignored;
  return std::any_of(routes_.begin(), routes_.end(), [&](const Route& route) {
    return route.body == Body::streamed && route.method == method && matches(route, path, ignored);
  });
}

}  // namespace ledger::api
