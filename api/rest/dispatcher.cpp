#include "api/rest/dispatcher.hpp"

#include "api/log/access_log.hpp"
#include "api/rest/authorize.hpp"
#include "api/rest/problems.hpp"
#include "api/rest/request_rules.hpp"

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

RequestNames names_of(const Request& request) { return {.id = request.id, .trace = request.trace}; }

Task<Response> handled(Handler handler, Request& request, AppContext& services) {
  try {
    co_return co_await handler(request, services);
  } catch (const ReadsUnavailable& unavailable) {
    co_return problem_response(unavailable);
  } catch (const PositionVoid& position) {
    co_return problem_response(position);
  } catch (const std::exception& error) {
    log_failure(names_of(request), error);
  }
  co_return defect_response();
}

}  // namespace

std::optional<Problem> Dispatcher::foreign_site(const Route& route, const Request& request) const {
  if (own_hosts_ == nullptr || !route.access.needs_token()) return std::nullopt;
  const bool is_invited = cross_origins_ != nullptr && cross_origins_->is_allowed(request);
  return is_invited ? own_hosts_->refusal_of_host(request) : own_hosts_->refusal(request);
}

Response Dispatcher::answer_without_route(const RouteMatch& match, const Request& request) const {
  const auto* refusal = std::get_if<MethodNotAllowed>(&match);
  if (refusal == nullptr) return not_found();
  if (cross_origins_ != nullptr) {
    if (auto answer = cross_origins_->answer_to_preflight(request, *refusal)) return std::move(*answer);
  }
  return method_not_allowed(*refusal);
}

Task<Response> Dispatcher::answer_on(const Route& route, Request& request) const {
  if (auto foreign = foreign_site(route, request)) co_return problem_response(*foreign);
  PrincipalPointer principal;
  if (auto refusal = authorize(route, authenticator_, request, principal)) co_return std::move(*refusal);
  if (auto refusal = refused_by_rules(route, request)) co_return std::move(*refusal);
  co_return co_await handled(route.handler, request, services_);
}

void Dispatcher::log_answer(const Request& request, std::size_t index, Status status,
                            std::chrono::steady_clock::duration taken) const {
  const bool is_routed = index != metrics_.no_route();
  api::log_answer({.method = name_of(request.method),
                   .route = is_routed ? std::string_view(router_.routes()[index].pattern) : "(none)",
                   .status = std::int64_t{static_cast<int>(status)},
                   .taken = taken,
                   .names = names_of(request)},
                  services_.access_log);
}

SpanWork Dispatcher::work_of(const Request& request, std::size_t index, Status status) const {
  const auto code = static_cast<int>(status);
  const std::string method(name_of(request.method));
  SpanWork work{.name = method, .attributes = {{"http.request.method", method}}, .failed = code >= 500};
  if (index != metrics_.no_route()) {
    const std::string route(router_.routes()[index].pattern);
    work.name += " " + route;
    work.attributes.push_back({"http.route", route});
  }
  work.attributes.push_back({"http.response.status_code", std::int64_t{code}});
  return work;
}

Task<Response> Dispatcher::answer(Request& request) const {
  const auto start = std::chrono::steady_clock::now();
  const auto span = services_.tracer.begin(request.trace);
  if (span) request.trace = span->own;
  const auto match = router_.match(request);
  std::size_t index = metrics_.no_route();
  Response response;
  if (const auto* found = std::get_if<std::size_t>(&match)) {
    index = *found;
    response = co_await answer_on(router_.routes()[index], request);
  } else {
    response = answer_without_route(match, request);
  }
  if (cross_origins_ != nullptr) cross_origins_->add_fields(request, response);
  const auto taken = std::chrono::steady_clock::now() - start;
  metrics_.answered(index, response.status, taken);
  log_answer(request, index, response.status, taken);
  if (span) services_.tracer.end(*span, [&] { return work_of(request, index, response.status); });
  co_return response;
}

}  // namespace ledger::api
