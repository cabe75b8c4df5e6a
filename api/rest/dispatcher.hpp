// Takes a request to its response: finds the route, authorizes the caller, calls the handler, and answers failures.
#pragma once

#include <chrono>
#include <cstddef>

#include "api/auth/principals/authenticator.hpp"
#include "api/http/application.hpp"
#include "api/http/http_metrics.hpp"
#include "api/rest/cross_origins.hpp"
#include "api/rest/own_hosts.hpp"
#include "api/rest/router.hpp"
#include "ledger/tracing/span.hpp"

namespace ledger::api {

/// The application that the routes make up. Counts and times what it answers. All that is referred to must outlive it.
class Dispatcher final : public Application {
 public:
  /// `own_hosts` is null where callers are known by their tokens: a web page has none. `cross_origins` is null where no
  /// page of another site may read answers.
  Dispatcher(const Router& router, AppContext& services, HttpMetrics& metrics, const Authenticator& authenticator,
             const OwnHosts* own_hosts = nullptr, const CrossOrigins* cross_origins = nullptr)
      : router_(router),
        services_(services),
        metrics_(metrics),
        authenticator_(authenticator),
        own_hosts_(own_hosts),
        cross_origins_(cross_origins) {}

  Task<Response> answer(Request& request) const override;
  [[nodiscard]] bool streams_body(Method method, std::string_view path) const override {
    return router_.streams_body(method, path);
  }

 private:
  Task<Response> answer_on(const Route& route, Request& request) const;
  /// Returns 403 for a web page of another site, where such pages may not call. Routes that need no token are open to
  /// all pages.
  [[nodiscard]] std::optional<Problem> foreign_site(const Route& route, const Request& request) const;
  /// Returns the answer to a request that no route takes.
  [[nodiscard]] Response answer_without_route(const RouteMatch& match, const Request& request) const;
  void log_answer(const Request& request, std::size_t index, Status status,
                  std::chrono::steady_clock::duration taken) const;
  [[nodiscard]] SpanWork work_of(const Request& request, std::size_t index, Status status) const;

  const Router& router_;
  AppContext& services_;
  HttpMetrics& metrics_;
  const Authenticator& authenticator_;
  const OwnHosts* own_hosts_;
  const CrossOrigins* cross_origins_;
};

}  // namespace ledger::api
