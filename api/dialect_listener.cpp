#include "api/dialect_listener.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "api/auth/tokens/loopback.hpp"
#include "ledger/process/program.hpp"

namespace ledger::api {
namespace {

std::vector<Route> dialect_routes(const Router& all) {
  std::vector<Route> routes;
  std::copy_if(all.routes().begin(), all.routes().end(), std::back_inserter(routes),
               [](const Route& route) { return route.access.is_dialect(); });
  return routes;
}

HostAndPort checked_address(const DialectSettings& settings) {
  auto address = parse_host_and_port(settings.address);
  if (settings.anywhere || is_loopback(address.host)) return address;
  throw std::runtime_error("whoever reaches --dialect-address may move money: listen at 127.0.0.1, or force '" +
                           address.host + "' with --dialect-anywhere");
}

/// These clients are few.
HttpLimits with_one_thread(HttpLimits limits) {
  limits.threads = 1;
  return limits;
}

}  // namespace

DialectListener::DialectListener(const DialectSettings& settings, HttpLimits limits, const OwnHosts& own_hosts,
                                 const Router& all, AppContext& services, prometheus::Registry& metrics)
    : router_(dialect_routes(all)),
      metrics_(metrics, names_of(router_.routes())),
      limits_(with_one_thread(limits)),
      everyone_(Principal{.id = "dialect", .roles = {Role::service}, .accounts = {}}),
      dispatcher_(router_, services, metrics_, everyone_, &own_hosts),
      server_(checked_address(settings).host, checked_address(settings).port, limits_, dispatcher_, metrics_) {}

std::vector<std::string> names_of(const std::vector<Route>& routes) {
  std::vector<std::string> names;
  for (const auto& route : routes)
    names.push_back(std::string(name_of(route.method)) + " " + std::string(route.pattern));
  return names;
}

}  // namespace ledger::api
