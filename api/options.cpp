#include "api/options.hpp"

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "api/option_checks.hpp"
#include "ledger/process/command_line.hpp"
#include "ledger/process/listen_host.hpp"
#include "ledger/tracing/otlp_options.hpp"

namespace ledger::api {
namespace {

using namespace std::chrono_literals;

constexpr Bounds<std::chrono::milliseconds> waits{1ms, 1h};

void add_http_limits(const OptionGroup& group, HttpLimits& http) {
  group.number({"--http-threads", "LEDGER_HTTP_THREADS", "threads that serve connections"}, http.threads, {1, 256});
  group.number({"--http-connections-max", "LEDGER_HTTP_CONNECTIONS_MAX", "connections at once"}, http.connections_max,
               {1, 100'000});
  group.duration({"--http-idle-timeout-ms", "LEDGER_HTTP_IDLE_TIMEOUT_MS",
                  "how long a connection may stay without a request (ms, {})"},
                 http.idle, waits);
  group.duration({"--http-head-timeout-ms", "LEDGER_HTTP_HEAD_TIMEOUT_MS",
                  "how long a request's head may take to arrive (ms, {})"},
                 http.head, waits);
  group.duration({"--http-body-timeout-ms", "LEDGER_HTTP_BODY_TIMEOUT_MS",
                  "how long a request's body may take to arrive (ms, {})"},
                 http.body, waits);
  group.duration(
      {"--http-bulk-body-timeout-ms", "LEDGER_HTTP_BULK_BODY_TIMEOUT_MS", "likewise, of a bulk request (ms, {})"},
      http.streamed_body, waits);
  group.number({"--http-upload-rate-min", "LEDGER_HTTP_UPLOAD_RATE_MIN",
                "bytes a second that a bulk request must bring while it arrives"},
               http.upload_bytes_per_second_min, {1, 1'000'000'000});
  group.duration({"--http-upload-grace-ms", "LEDGER_HTTP_UPLOAD_GRACE_MS",
                  "how far a bulk request may fall behind that rate (ms, {})"},
                 http.upload_grace, waits);
  group.duration(
      {"--http-wait-max-ms", "LEDGER_HTTP_WAIT_MAX_MS",
       "how long a request may have waited in its socket while the server is behind; longer: 503 overloaded; "
       "0: any time (ms, {})"},
      http.wait_max, {0ms, 1h});
  group.duration({"--http-answer-timeout-ms", "LEDGER_HTTP_ANSWER_TIMEOUT_MS",
                  "how long a client may take to receive an answer (ms, {})"},
                 http.answer, waits);
  group.duration({"--http-stream-stall-ms", "LEDGER_HTTP_STREAM_STALL_MS",
                  "how long a client may take nothing of a streamed answer (ms, {})"},
                 http.stream_stall, waits);
}

void add_read_limits(const OptionGroup& group, Options& options) {
  group.number({"--read-threads", "LEDGER_READ_THREADS",
                "threads that read balances and other single things, each with a database connection"},
               options.reads.threads, {1, 256});
  group.number({"--read-queue-max", "LEDGER_READ_QUEUE_MAX", "such reads that may wait"}, options.reads.queue_max,
               {1, 1'000'000});
  group.duration({"--read-deadline-ms", "LEDGER_READ_DEADLINE_MS", "how long one may take (ms, {})"},
                 options.reads.deadline, waits);
  group.number({"--long-read-threads", "LEDGER_LONG_READ_THREADS",
                "threads that read pages of statements, histories, lists and sums, each with a database connection"},
               options.long_reads.threads, {1, 256});
  group.number({"--long-read-queue-max", "LEDGER_LONG_READ_QUEUE_MAX", "such pages that may wait"},
               options.long_reads.queue_max, {1, 1'000'000});
  group.number({"--long-read-own-queue-max", "LEDGER_LONG_READ_OWN_QUEUE_MAX", "likewise, of one caller"},
               options.long_reads.own_queue_max, {1, 1'000'000});
  group.duration({"--long-read-deadline-ms", "LEDGER_LONG_READ_DEADLINE_MS", "how long a page may take (ms, {})"},
                 options.long_reads.deadline, waits);
}

void add_work_limits(const OptionGroup& group, Options& options) {
  group.number({"--grpc-threads", "LEDGER_GRPC_THREADS", "event loops of gRPC calls"}, options.grpc.threads, {1, 256});
  group.number({"--grpc-calls-max", "LEDGER_GRPC_CALLS_MAX", "gRPC calls under way at once"}, options.grpc.calls_max,
               {1, 100'000});
  group.duration({"--grpc-write-timeout-ms", "LEDGER_GRPC_WRITE_TIMEOUT_MS",
                  "how long a client may take none of the events that it watches (ms, {})"},
                 options.grpc.write_patience, waits);
  group.number({"--password-threads", "LEDGER_PASSWORD_THREADS", "threads that hash passwords"},
               options.passwords.threads, {1, 64});
  group.number({"--password-queue-max", "LEDGER_PASSWORD_QUEUE_MAX", "passwords that may wait for them"},
               options.passwords.queue_max, {1, 10'000});
  group.number({"--bulk-upload-bytes-max", "LEDGER_BULK_UPLOAD_BYTES_MAX",
                "memory for bulk requests that are arriving, of all callers together"},
               options.upload_bytes_max, {1'000'000, std::size_t{1} << 40U});
  group.number({"--write-queue-max", "LEDGER_WRITE_QUEUE_MAX", "commands that may wait for the writer"},
               options.writer.queue_commands_max, {1, 1'000'000});
  group.number({"--write-batch-max", "LEDGER_WRITE_BATCH_MAX", "commands in one database transaction"},
               options.writer.batch_commands_max, {1, 10'000});
  group.number({"--write-cached-accounts-max", "LEDGER_WRITE_CACHED_ACCOUNTS_MAX",
                "accounts whose state the writer keeps in memory, some 150 bytes each"},
               options.writer.cached_accounts_max, {1, 100'000'000});
  group.duration({"--write-deadline-ms", "LEDGER_WRITE_DEADLINE_MS", "how long a command may take (ms, {})"},
                 options.writer.deadline, waits);
}

/// The options that are read as texts first, because checking their bounds is not enough.
struct Texts {
  std::string address = "127.0.0.1:8000";
  std::string currency = "USD";
  std::string books_closed_until;
  std::string kafka_guard = "on";
  std::string optimistic_append = "on";
  std::string trusted_proxies;
  std::string forwarded_header = "x-forwarded-for";
};

/// The addresses at which the program listens. Each may be given by itself, and one setting gives the host of the
/// others.
class Addresses {
 public:
  Addresses(const OptionGroup& group, Options& options, std::string& http)
      : host_(group),
        http_(group
                  .text({"--http-address", "LEDGER_HTTP_ADDRESS", "host:port to listen at; port 0 takes a free one"},
                        http)
                  .checked_by(address_error)),
        grpc_(group
                  .text({"--grpc-address", "LEDGER_GRPC_ADDRESS",
                         "host:port to listen at for gRPC; port 0 takes a free one, an empty text switches gRPC off"},
                        options.grpc_address)
                  .checked_by([](const std::string& text) { return text.empty() ? text : address_error(text); })),
        metrics_(group
                     .text({"--metrics-address", "LEDGER_METRICS_ADDRESS",
                            "host:port of /metrics, which is kept apart from the clients; port 0 takes a free one"},
                           options.metrics_address)
                     .checked_by(address_error)) {}

  /// Once the command line was read.
  void apply_host(Options& options, std::string& http) const {
    host_.apply_to(http, http_);
    if (!options.grpc_address.empty()) host_.apply_to(options.grpc_address, grpc_);
    host_.apply_to(options.metrics_address, metrics_);
  }

 private:
  ListenHost host_;
  Option http_;
  Option grpc_;
  Option metrics_;
};

void add_service_options(const OptionGroup& group, Options& options, Texts& texts) {
  group.flag({.flag = "--check", .help = "say whether settings and database are good, and exit with 0 if so, else 1"},
             options.check_only);
  group.choice({"--access-log", "LEDGER_ACCESS_LOG",
                "a line of the log for each answer, with method, route, status, duration and request id"},
               options.access_log, "off", "on");
  add_otlp_endpoint(group, "spans of traced requests", options.traces.endpoint);
  group.number(
      {"--trace-percent", "LEDGER_TRACE_PERCENT", "how many of 100 requests without a traceparent begin a trace"},
      options.traces.percent, {0, 100});
  group
      .text({"--http-host-names", "LEDGER_HTTP_HOST_NAMES",
             "names of this server besides localhost, separated by commas: without tokens, with auth off or for the "
             "dialects, web pages under other names are refused"},
            options.host_names)
      .checked_by(host_names_error);
  group
      .text(
          {"--http-cors-origins", "LEDGER_HTTP_CORS_ORIGINS",
           "origins of web pages that may call from a browser, such as https://app.example, separated by commas; none "
           "without it"},
          options.cors_origins)
      .checked_by(origins_error);
  group
      .text({"--trusted-proxies", "LEDGER_TRUSTED_PROXIES",
             "networks of proxies that say where a client is, such as 10.0.0.0/8,fd00::/8; none without it"},
            texts.trusted_proxies)
      .checked_by(proxies_error);
  group
      .text({"--forwarded-header", "LEDGER_FORWARDED_HEADER",
             "the header in which they say so, which must be the one that all of them set"},
            texts.forwarded_header)
      .one_of({"x-forwarded-for", "forwarded"});
  group.duration(
      {"--drain-seconds", "LEDGER_DRAIN_SECONDS",
       "told to stop, /readyz says so and everything is still answered for this long, so that load balancers "
       "can follow (s, {})"},
      options.drain, {0s, 5min});
  group.flag({"--grpc-anywhere", "LEDGER_GRPC_ANYWHERE",
              "gRPC also where others than this machine can reach it, though its library has known holes"},
             options.grpc_anywhere);
  group
      .text({"--default-currency", "LEDGER_DEFAULT_CURRENCY", "currency of accounts that are opened without one"},
            texts.currency)
      .checked_by(currency_error);
  group
      .text({"--kafka-guard", "LEDGER_KAFKA_GUARD",
             "whether to write to a database that was restored: on stops until a relay has compared it with Kafka, "
             "strict also after a failover, off never stops: for a ledger without a relay"},
            texts.kafka_guard)
      .one_of({"on", "strict", "off"});
  group
      .text({"--books-closed-until", "LEDGER_BOOKS_CLOSED_UNTIL",
             "refuse what should take effect before this, such as 2026-01-01"},
            texts.books_closed_until)
      .checked_by(moment_error);
  group.duration({"--clock-difference-max", "LEDGER_CLOCK_DIFFERENCE_MAX",
                  "writes stop while the database's clock is further from this host's, or was set by more (s, {})"},
                 options.writer.clocks.difference_max, {clock_difference_bounds[0], clock_difference_bounds[1]});
  // Not in the help: a minute is right, but too long for a test.
  group.duration({.flag = "--clock-settling-ms", .environment = "LEDGER_CLOCK_SETTLING_MS", .hidden = true},
                 options.writer.clocks.settling, waits);
  // Not in the help: the benchmark measures it, and one journal is as fast.
  group.number({.flag = "--journals", .environment = "LEDGER_JOURNALS", .hidden = true}, options.journal_count,
               {1, 64});
  // Not in the help: it decides itself when it pays, and tests compare the two.
  group
      .text({.flag = "--optimistic-append", .environment = "LEDGER_OPTIMISTIC_APPEND", .hidden = true},
            texts.optimistic_append)
      .one_of({"on", "off"});
}

/// Half of the processors, because the writer and, on one machine, the database need the others. On two processors a
/// second thread only raised the cost from 17 to 20 us of processor time a deposit.
std::size_t default_threads() { return std::clamp<std::size_t>(std::thread::hardware_concurrency() / 2, 1, 8); }

}  // namespace

Options read_options(int argc, const char* const* argv) {
  Options options;
  // Less than an orderly stop may take, so that commands waiting for a lost database are answered before its end.
  options.writer.deadline = std::chrono::milliseconds(5'000);
  options.http.threads = default_threads();
  options.grpc_address = "127.0.0.1:50051";
  // An empty variable counts as not set; here it switches gRPC off.
  const char* const grpc_setting = std::getenv("LEDGER_GRPC_ADDRESS");
  if (grpc_setting != nullptr && *grpc_setting == '\0') options.grpc_address.clear();
  Texts texts;

  const CommandLine line("ledger-api: the ledger's REST and gRPC API");
  const Addresses addresses(line, options, texts.address);
  add_service_options(line, options, texts);
  add_auth_options(line, options.auth);
  add_tls_options(line, options.tls);
  add_dialect_options(line, options.dialects);
  add_database_options(line, options.database);
  ReplicaAddress replica;
  add_replica_options(line, replica);
  const auto limits = line.group("Limits");
  add_http_limits(limits, options.http);
  add_work_limits(limits, options);
  add_read_limits(limits, options);
  if (const auto exit_code = line.read(argc, argv)) std::exit(*exit_code);
  options.replica = replica.settings_beside(options.database);
  addresses.apply_host(options, texts.address);
  options.address = parse_host_and_port(texts.address);
  if (!texts.books_closed_until.empty()) {
    options.writer.books_closed_until = parse_moment(texts.books_closed_until).value();
  }
  if (texts.kafka_guard == "off") options.writer.kafka_guard = KafkaGuard::off;
  if (texts.kafka_guard == "strict") options.writer.kafka_guard = KafkaGuard::strict;
  if (texts.optimistic_append == "off") options.writer.optimistic_append = OptimisticAppend::off;
  const bool is_rfc = texts.forwarded_header == "forwarded";
  options.proxies =
      TrustedProxies(texts.trusted_proxies, is_rfc ? ForwardedHeader::forwarded : ForwardedHeader::x_forwarded_for);
  options.default_currency = Currency::from_code(texts.currency).value();
  return options;
}

}  // namespace ledger::api
