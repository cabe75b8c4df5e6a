#include "api/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace ledger::api {
namespace {

/// A duration in whole milliseconds, greater than zero.
void add_milliseconds(CLI::App& app, const std::string& name, const std::string& environment,
                      std::chrono::milliseconds& value, const std::string& help) {
  auto* const option = app.add_option_function<std::int64_t>(
      name, [&value](const std::int64_t& count) { value = std::chrono::milliseconds(count); },
      help + " (ms, " + std::to_string(value.count()) + ")");
  option->envname(environment)->check(CLI::Range(std::int64_t{1}, std::int64_t{3'600'000}))->group("Limits");
}

void add_count(CLI::App& app, const std::string& name, const std::string& environment, std::size_t& value,
               std::size_t most, const std::string& help) {
  app.add_option(name, value, help)
      ->envname(environment)
      ->check(CLI::Range(std::size_t{1}, most))
      ->capture_default_str()
      ->group("Limits");
}

void add_limits(CLI::App& app, Options& options) {
  add_count(app, "--http-threads", "LEDGER_HTTP_THREADS", options.http.threads, 256, "threads that serve connections");
  add_count(app, "--http-connections-max", "LEDGER_HTTP_CONNECTIONS_MAX", options.http.connections_max, 100'000,
            "connections at once");
  add_milliseconds(app, "--http-idle-timeout-ms", "LEDGER_HTTP_IDLE_TIMEOUT_MS", options.http.idle,
                   "how long a connection may stay without a request");
  add_milliseconds(app, "--http-head-timeout-ms", "LEDGER_HTTP_HEAD_TIMEOUT_MS", options.http.head,
                   "how long a request's head may take to arrive");
  add_milliseconds(app, "--http-body-timeout-ms", "LEDGER_HTTP_BODY_TIMEOUT_MS", options.http.body,
                   "how long a request's body may take to arrive");
  add_milliseconds(app, "--http-bulk-body-timeout-ms", "LEDGER_HTTP_BULK_BODY_TIMEOUT_MS", options.http.streamed_body,
                   "likewise, of a bulk request");
  add_milliseconds(app, "--http-answer-timeout-ms", "LEDGER_HTTP_ANSWER_TIMEOUT_MS", options.http.answer,
                   "how long a client may take to receive an answer");
  add_count(app, "--grpc-threads", "LEDGER_GRPC_THREADS", options.grpc.threads, 256, "event loops of gRPC calls");
  add_count(app, "--grpc-calls-max", "LEDGER_GRPC_CALLS_MAX", options.grpc.calls_max, 100'000,
            "gRPC calls under way at once");
  add_count(app, "--read-threads", "LEDGER_READ_THREADS", options.reads.threads, 256,
            "threads that query, each with a database connection");
  add_count(app, "--read-queue-max", "LEDGER_READ_QUEUE_MAX", options.reads.queue_max, 1'000'000,
            "queries that may wait");
  add_milliseconds(app, "--read-deadline-ms", "LEDGER_READ_DEADLINE_MS", options.reads.deadline,
                   "how long a query may take");
  add_count(app, "--password-threads", "LEDGER_PASSWORD_THREADS", options.passwords.threads, 64,
            "threads that hash passwords");
  add_count(app, "--password-queue-max", "LEDGER_PASSWORD_QUEUE_MAX", options.passwords.queue_max, 10'000,
            "passwords that may wait for them");
  add_count(app, "--write-queue-max", "LEDGER_WRITE_QUEUE_MAX", options.writer.queue_commands_max, 1'000'000,
            "commands that may wait for the writer");
  add_count(app, "--write-batch-max", "LEDGER_WRITE_BATCH_MAX", options.writer.batch_commands_max, 10'000,
            "commands in one database transaction");
  add_milliseconds(app, "--write-deadline-ms", "LEDGER_WRITE_DEADLINE_MS", options.writer.deadline,
                   "how long a command may take");
}

/// CLI11 wants to be told what is wrong; an empty text means nothing.
std::string address_error(const std::string& text) {
  try {
    parse_host_and_port(text);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

std::string currency_error(const std::string& code) {
  return Currency::from_code(code) ? std::string() : code + " is no ISO 4217 currency code";
}

std::string moment_error(const std::string& text) {
  return parse_moment(text) ? std::string() : text + " is no date or timestamp";
}

/// Half of the processors: the rest is for the writer and, on one machine, the database. On two processors a second
/// thread only cost more, 20 us of processor time a deposit instead of 17.
std::size_t default_threads() { return std::clamp<std::size_t>(std::thread::hardware_concurrency() / 2, 1, 8); }

}  // namespace

Options read_options(int argc, const char* const* argv) {
  Options options;
  // Less than an orderly stop may take, so that commands waiting for a lost database are answered before its end.
  options.writer.deadline = std::chrono::milliseconds(5'000);
  options.http.threads = default_threads();
  std::string address = "127.0.0.1:8000";
  options.grpc_address = "127.0.0.1:50051";
  // An empty variable is none to CLI11; here it switches gRPC off.
  const char* const grpc_setting = std::getenv("LEDGER_GRPC_ADDRESS");
  if (grpc_setting != nullptr && *grpc_setting == '\0') options.grpc_address.clear();
  std::string currency = "USD";
  std::string books_closed_until;

  CLI::App app("ledger-api: the ledger's REST and gRPC API");
  app.add_option("--http-address", address, "host:port to listen at; port 0 takes a free one")
      ->envname("LEDGER_HTTP_ADDRESS")
      ->check(address_error)
      ->capture_default_str();
  app.add_option("--grpc-address", options.grpc_address,
                 "host:port to listen at for gRPC; port 0 takes a free one, an empty text switches gRPC off")
      ->envname("LEDGER_GRPC_ADDRESS")
      ->check([](const std::string& text) { return text.empty() ? text : address_error(text); })
      ->capture_default_str();
  app.add_option("--default-currency", currency, "currency of accounts that are opened without one")
      ->envname("LEDGER_DEFAULT_CURRENCY")
      ->check(currency_error)
      ->capture_default_str();
  app.add_option("--books-closed-until", books_closed_until,
                 "refuse what should take effect before this, such as 2026-01-01")
      ->envname("LEDGER_BOOKS_CLOSED_UNTIL")
      ->check(moment_error);
  // Not in the help: the benchmark measures it, and one journal is as fast.
  app.add_option("--journals", options.journal_count)->envname("LEDGER_JOURNALS")->check(CLI::Range(1, 64))->group("");
  app.add_option("--metrics-address", options.metrics_address,
                 "host:port of /metrics, which is kept apart from the clients; port 0 takes a free one")
      ->envname("LEDGER_METRICS_ADDRESS")
      ->check(address_error)
      ->capture_default_str();
  add_auth_options(app, options.auth);
  add_tls_options(app, options.tls);
  add_dialect_options(app, options.dialects);
  add_database_options(app, options.database);
  add_limits(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  options.address = parse_host_and_port(address);
  if (!books_closed_until.empty()) {
    options.writer.books_closed_until = parse_moment(books_closed_until).value();
  }
  options.default_currency = Currency::from_code(currency).value();
  return options;
}

}  // namespace ledger::api
