// ledger-api: requests come in over HTTP, commands go to the writer, queries to the pool of readers.
#include <prometheus/registry.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <iostream>
#include <memory>

#include "api/auth/authenticator.hpp"
#include "api/handlers/routes.hpp"
#include "api/http/server.hpp"
#include "api/options.hpp"
#include "api/services/services.hpp"
#include "ledger/common/program.hpp"
#include "ledger/journal/hold_expirer.hpp"

namespace ledger::api {
namespace {

/// Of the ten seconds that an orderly stop may take; what remains is the writer's.
constexpr std::chrono::milliseconds stop_patience{7'000};
constexpr std::chrono::milliseconds signal_poll_interval{500};

/// Every connection is a file, and the usual soft limit of 1024 is for programs that use select().
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) spdlog::warn("the limit of open files could not be raised");
}

std::vector<std::string> names_of(const std::vector<Route>& routes) {
  std::vector<std::string> names;
  for (const auto& route : routes)
    names.push_back(std::string(name_of(route.method)) + " " + std::string(route.pattern));
  return names;
}

int run(const Options& options, StopSignal& stop) {
  raise_file_limit();
  prometheus::Registry metrics;
  const Router router(routes());
  HttpMetrics http_metrics(metrics, names_of(router.routes()));
  auto writer = std::make_unique<Writer>(options.database, options.journal_count, options.writer, metrics);
  auto reads = std::make_unique<ReadPool>(options.database, options.reads, metrics);
  Services services{.writer = *writer,
                    .journal = JournalId(0),
                    .reads = *reads,
                    .metrics = metrics,
                    .default_currency = options.default_currency,
                    .auth_policy = {}};
  const FixedPrincipal authenticator(anonymous_principal());
  Server server(options.address.host, options.address.port, options.http, router, services, http_metrics,
                authenticator);

  auto expirer = std::make_unique<HoldExpirer>(options.database, *writer, metrics);

  server.start();
  std::cout << "listening on " << server.url() << std::endl;
  spdlog::info("listening on {}", server.url());
  while (!stop.wait_for(signal_poll_interval)) continue;

  spdlog::info("stopping");
  services.stopping = true;
  server.stop(stop_patience);
  expirer.reset();
  // What they still finish is handed to the server's event loops, so they end before those are gone. The writer first:
  // told to stop, it tries nothing again.
  reads->begin_stop();
  writer.reset();
  reads.reset();
  return 0;
}

}  // namespace
}  // namespace ledger::api

int main(int argc, char** argv) {
  ledger::StopSignal stop;
  const auto options = ledger::api::read_options(argc, argv);
  return ledger::run_program("ledger-api", [&] { return ledger::api::run(options, stop); });
}
