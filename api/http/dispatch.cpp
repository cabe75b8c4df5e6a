#include "api/http/dispatch.hpp"

#include <spdlog/spdlog.h>

#include "api/http/authorize.hpp"
#include "api/http/message/problem.hpp"
#include "api/http/message/request_rules.hpp"

namespace ledger::api {
namespace {

Response not_found() {
  return problem_response(Problem{Status::not_found, "route_not_found", "there is nothing at this path"});
}

Response method_not_allowed(const MethodNotAllowed& refusal) {
  auto response =
      problem_response(Problem{Status::method_not_allowed, "method_not_allowed", "this path takes " + refusal.allow});
  response.fields.push_back({"Allow", refusal.allow});
  return response;
}

/// What is open to everyone is open to web pages too.
std::optional<Problem> foreign_site(const Route& route, const Request& request, const OwnHosts* own_hosts) {
  if (own_hosts == nullptr || !route.access.needs_token()) return std::nullopt;
  return own_hosts->refusal(request);
}

Task<Response> handled(Handler handler, Request& request, AppContext& services) {
  try {
    co_return co_await handler(request, services);
  } catch (const ReadsUnavailable& unavailable) {
    co_return problem_response(unavailable);
  } catch (const PositionVoid& position) {
    co_return problem_response(position);
  } catch (const std::exception& error) {
    spdlog::error("a request failed: {}", error.what());
  }
  co_return defect_response();
}

}  // namespace

Task<Response> dispatch(Request& request, ServerContext& context) {
  const auto start = std::chrono::steady_clock::now();
  const auto match = context.router.match(request);
  std::size_t index = context.metrics.no_route();
  Response response;
  PrincipalPointer principal;
  if (const auto* found = std::get_if<std::size_t>(&match)) {
    index = *found;
    const Route& route = context.router.routes()[index];
    if (auto foreign = foreign_site(route, request, context.own_hosts)) {
      response = problem_response(*foreign);
    } else if (auto refusal = authorize(route, context.authenticator, request, principal)) {
      response = std::move(*refusal);
    } else if (auto rule = refused_by_rules(route, request)) {
      response = std::move(*rule);
    } else {
      response = co_await handled(route.handler, request, context.services);
    }
  } else if (const auto* refusal = std::get_if<MethodNotAllowed>(&match)) {
    response = method_not_allowed(*refusal);
  } else {
    response = not_found();
  }
  const auto taken = std::chrono::steady_clock::now() - start;
  context.metrics.answered(index, response.status, taken);
  if (spdlog::should_log(spdlog::level::debug)) {
    // Neither path nor query: they name accounts.
    const bool routed = index != context.metrics.no_route();
    spdlog::debug("{} {} -> {} in {} us", name_of(request.method),
                  routed ? context.router.routes()[index].pattern : "(no route)", static_cast<int>(response.status),
                  std::chrono::duration_cast<std::chrono::microseconds>(taken).count());
  }
  co_return response;
}

}  // namespace ledger::api
