// ledger-api: requests come in over HTTP and gRPC, commands go to the writer, queries to the pool of readers.
#include <malloc.h>
#include <prometheus/registry.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include "api/auth/auth_service.hpp"
#include "api/auth/tokens/loopback.hpp"
#include "api/dialect_listener.hpp"
#include "api/dialects/handlers.hpp"
#include "api/grpc/server.hpp"
#include "api/http/server.hpp"
#include "api/http/tls.hpp"
#include "api/options.hpp"
#include "api/rest/dispatcher.hpp"
#include "api/rest/routes.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/read_replica.hpp"
#include "api/services/readiness.hpp"
#include "ledger/directory/comment_eraser.hpp"
#include "ledger/process/program.hpp"
#include "ledger/process/status_server.hpp"
#include "ledger/schema/schema_watch.hpp"
#include "ledger/schema/settings_check.hpp"
#include "ledger/writer/books_watch.hpp"
#include "ledger/writer/clock_watch.hpp"
#include "ledger/writer/hold_expirer.hpp"

namespace ledger::api {
namespace {

/// The part of the ten seconds for an orderly stop that everything but the writer may use.
constexpr std::chrono::milliseconds stop_patience{7'000};
constexpr std::chrono::milliseconds dialects_stop_patience{1'000};
constexpr std::chrono::milliseconds signal_poll_interval{500};

/// Every connection is a file, and the usual soft limit of 1024 is for programs that use select().
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) spdlog::warn("the limit of open files could not be raised");
}

/// Makes the C library return large blocks to the system when they are freed. Otherwise it would keep the memory that
/// many streams or bulk requests used at once. What a unit of a bulk request takes is less and is used again: to have
/// it from the system anew each time cost a fifth of such a request's processor time.
void return_large_blocks() {
  mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
  mallopt(M_TRIM_THRESHOLD, 4 * 1024 * 1024);
}

/// The dialects' come last: the ledger's own are the busier ones.
std::vector<Route> all_routes() {
  auto all = routes();
  for (auto& route : dialect_routes()) all.push_back(route);
  return all;
}

/// Warns the operator about settings that let callers in without a token or in plain text.
void warn_about_callers(const AuthService& auth, const Options& options) {
  if (auth.is_off()) spdlog::warn("auth is off: everyone who reaches this server may do everything");
  if (!auth.is_off() && !options.tls.given() && !is_loopback(options.address.host)) {
    spdlog::warn("tokens and passwords come in without TLS here: it must end at a proxy before this server");
  }
}

void say_address(const std::string& url) {
  std::cout << "listening on " << url << std::endl;
  spdlog::info("listening on {}", url);
}

/// Says where everything is once it is there.
void say_addresses(const Server& server, const StatusServer& status, const std::optional<GrpcServer>& grpc_server,
                   std::optional<DialectListener>& dialects) {
  std::cout << "metrics at " << status.url() << "/metrics" << std::endl;
  if (grpc_server) say_address(grpc_server->url());
  say_address(server.url());
  if (dialects) std::cout << "dialects without tokens at " << dialects->server().url() << std::endl;
}

/// Throws std::runtime_error if auth is off, or gRPC is served, where strangers could reach the server and that is not
/// forced.
void check_hosts(const AuthService& auth, const Options& options) {
  auth.check_host(options.address.host);
  if (options.grpc_address.empty()) return;
  const auto grpc_host = parse_host_and_port(options.grpc_address).host;
  auth.check_host(grpc_host);
  if (options.grpc_anywhere || is_loopback(grpc_host)) return;
  throw std::runtime_error("others than this machine can reach gRPC at '" + grpc_host +
                           "', whose library has known holes: listen at 127.0.0.1, switch gRPC off with "
                           "LEDGER_GRPC_ADDRESS= or force it with --grpc-anywhere where clients are trusted");
}

/// Every obstacle counts at the address of the metrics, where operators look rather than load balancers.
std::optional<std::string> why_not_ready(const Obstacles& obstacles) {
  std::string reasons;
  for (const auto& obstacle : obstacles.all()) {
    if (!reasons.empty()) reasons += "\n";
    reasons.append(obstacle.code).append(" (stops ").append(name_of(obstacle.stops)).append("): ");
    reasons.append(obstacle.detail);
  }
  return reasons.empty() ? std::nullopt : std::optional(reasons);
}

/// The work that runs in the background once the database has its tables.
struct BackgroundWork {
  std::optional<ClockWatch> clocks;
  std::optional<BooksWatch> books;
  std::optional<HoldExpirer> expirer;
  std::optional<CommentEraser> eraser;
};

/// Returns when the program has been told to stop.
void work_until_signal(StopSignal& stop, AppContext& services, const SchemaWatch& schema, const Options& options,
                       BackgroundWork& work) {
  while (!stop.wait_for(signal_poll_interval)) {
    if (work.expirer || !schema.is_schema_there()) continue;
    HoldExpirerOptions expiry;
    expiry.may_expire = [&clocks = services.writer.clocks()] { return clocks.is_open(); };
    work.clocks.emplace(options.database, services.writer.clocks(), services.metrics);
    work.books.emplace(options.database, options.writer.books_closed_until, services.obstacles, services.metrics);
    work.expirer.emplace(options.database, services.writer, services.metrics, std::move(expiry));
    work.eraser.emplace(options.database, services.metrics);
  }
}

/// Lets those who send requests here notice that this program is about to stop, and answers them meanwhile. A second
/// signal ends it.
void drain(std::chrono::seconds duration, AppContext& services, Server& server,
           std::optional<DialectListener>& dialects) {
  services.obstacles.note("ledger-api", stopping_obstacle());
  server.drain();
  if (dialects) dialects->server().drain();
  if (duration == std::chrono::seconds(0)) return;
  spdlog::info("stopping in {} s; until then not ready, and everything is answered", duration.count());
  StopSignal::wait_for_another(duration);
}

std::chrono::milliseconds remaining(std::chrono::steady_clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

/// Checks what the program would refuse to start with, or to work with.
int check(const Options& options) {
  SettingsCheck check(std::cout);
  check.check("settings", [&] {
    const AuthService auth(options.auth);
    check_hosts(auth, options);
    if (options.tls.given()) make_tls_context(options.tls);
    return Finding{};
  });
  check.check("PostgreSQL", [&] { return look_at_database(options.database, "ledger-api"); });
  if (options.replica) check.check("replica", [&] { return look_at_database(*options.replica, "ledger-api"); });
  return check.exit_code();
}

int run(const Options& options, StopSignal& stop) {
  AuthService auth(options.auth);
  check_hosts(auth, options);
  prometheus::Registry metrics;
  std::optional<ServerCertificate> tls;
  if (options.tls.given()) tls.emplace(options.tls, metrics);
  const Router router(all_routes());
  HttpMetrics http_metrics(metrics, names_of(router.routes()));
  const auto obstacles = std::make_shared<Obstacles>();
  auto writer = std::make_unique<Writer>(options.database, options.journal_count, options.writer, metrics, obstacles);
  const auto epochs = writer->share_epochs();
  auto reads = std::make_unique<ReadPool>(options.database, options.reads, metrics, "point");
  auto long_reads = std::make_unique<ReadPool>(options.database, options.long_reads, metrics, "long");
  std::optional<ReadReplica> replica;
  if (options.replica) replica.emplace(*options.replica, options.reads, options.long_reads, metrics);
  auto passwords = std::make_unique<PasswordPool>(options.passwords, metrics);
  EventFeeds events(options.database, options.journal_count, {}, *epochs, metrics);
  auto repairs = std::make_unique<Repairs>(options.database, metrics);
  const Tracer tracer(make_otlp_sender(options.traces, "ledger-api"), options.traces.percent);
  AppContext services{.writer = *writer,
                      .obstacles = *obstacles,
                      .epochs = *epochs,
                      .journal = JournalId(0),
                      .reads = *reads,
                      .long_reads = *long_reads,
                      .replica = replica ? &*replica : nullptr,
                      .passwords = *passwords,
                      .events = events,
                      .metrics = metrics,
                      .default_currency = options.default_currency,
                      .auth = auth,
                      .repairs = *repairs,
                      .proxies = options.proxies,
                      .tracer = tracer,
                      .journal_count = options.journal_count,
                      .access_log = options.access_log,
                      .uploads = UploadBudget(options.upload_bytes_max)};
  const OwnHosts own_hosts(options.host_names);
  const CrossOrigins cross_origins(options.cors_origins);
  const Dispatcher dispatcher(router, services, http_metrics, auth.authenticator(),
                              auth.is_off() ? &own_hosts : nullptr, &cross_origins);
  Server server(options.address.host, options.address.port, options.http, dispatcher, http_metrics,
                tls ? &*tls : nullptr);
  std::optional<DialectListener> dialects;
  if (!options.dialects.address.empty())
    dialects.emplace(options.dialects, options.http, own_hosts, router, services, metrics);
  const auto readiness = [obstacles] { return why_not_ready(*obstacles); };
  std::optional<StatusServer> status(std::in_place, options.metrics_address, readiness, metrics, "ledger_api_ready");
  warn_about_callers(auth, options);

  std::optional<SchemaWatch> schema(std::in_place, options.database, "ledger-api", *obstacles);
  BackgroundWork work;

  std::optional<GrpcServer> grpc_server;
  if (!options.grpc_address.empty()) {
    grpc_server.emplace(options.grpc_address, options.grpc, services, options.tls);
  }
  server.start();
  if (dialects) dialects->server().start();
  say_addresses(server, *status, grpc_server, dialects);
  work_until_signal(stop, services, *schema, options, work);
  drain(options.drain, services, server, dialects);
  spdlog::info("stopping");
  services.stopping = true;
  events.stop();
  if (grpc_server) grpc_server->begin_stop();
  const auto stop_end = std::chrono::steady_clock::now() + stop_patience;
  // Each may be in the middle of connecting, which nothing but its own deadline of two seconds ends.
  work.clocks.reset();
  work.books.reset();
  work.expirer.reset();
  work.eraser.reset();
  schema.reset();
  server.stop(remaining(stop_end));
  status.reset();
  if (dialects) dialects->server().stop(dialects_stop_patience);
  if (grpc_server) grpc_server->stop(remaining(stop_end));
  // These hand their last results to the servers' event loops, so they must end before the loops do. The writer stops
  // first; once told to stop, it does not retry.
  reads->begin_stop();
  long_reads->begin_stop();
  if (replica) replica->begin_stop();
  repairs.reset();
  writer.reset();
  reads.reset();
  long_reads.reset();
  replica.reset();
  passwords.reset();
  return 0;
}

}  // namespace
}  // namespace ledger::api

int main(int argc, char** argv) {
  ledger::StopSignal stop;
  const auto options = ledger::api::read_options(argc, argv);
  return ledger::run_program("ledger-api", [&] {
    if (options.check_only) return ledger::api::check(options);
    ledger::api::raise_file_limit();
    ledger::api::return_large_blocks();
    return ledger::api::run(options, stop);
  });
}
