// The settings of ledger-api.
#pragma once

#include <optional>
#include <string>

#include "api/auth_options.hpp"
#include "api/coroutines/read_pool.hpp"
#include "api/grpc/calls/limits.hpp"
#include "api/http/limits.hpp"
#include "api/http/message/client_address.hpp"
#include "api/services/context/password_pool.hpp"
#include "ledger/domain/values/currency.hpp"
#include "ledger/postgres/database_settings.hpp"
#include "ledger/process/program.hpp"
#include "ledger/process/tls_files.hpp"
#include "ledger/tracing/otlp_sender.hpp"
#include "ledger/writer/writer.hpp"

namespace ledger::api {

struct Options {
  /// True if the program only says whether it could work with these settings.
  bool check_only = false;
  bool access_log = false;
  OtlpSettings traces;
  DatabaseSettings database;
  /// A replica for balances on a date and statements.
  std::optional<DatabaseSettings> replica;
  HostAndPort address;
  HttpLimits http;
  /// Between the signal to stop and the stop: the time for load balancers to notice, while everything is answered.
  std::chrono::seconds drain{0};
  /// See OwnHosts; heeded where callers have no tokens.
  std::string host_names;
  /// See CrossOrigins.
  std::string cors_origins;
  /// "host:port"; empty for no gRPC.
  std::string grpc_address;
  /// True if gRPC may listen on addresses that other machines can reach.
  bool grpc_anywhere = false;
  GrpcLimits grpc;
  ReadLimits reads = point_read_limits();
  ReadLimits long_reads = long_read_limits();
  PasswordLimits passwords;
  WriterLimits writer;
  /// Memory for bulk requests whose bodies are arriving.
  std::size_t upload_bytes_max = std::size_t{128} * 1024 * 1024;
  /// The number of journals, as set by `ledgerctl migrate --journals`.
  std::int64_t journal_count = 1;
  Currency default_currency;
  /// host:port of /metrics.
  std::string metrics_address = "127.0.0.1:8003";
  TrustedProxies proxies;
  AuthSettings auth;
  TlsFiles tls;
  DialectSettings dialects;
};

/// Reads command line and environment. Prints help and ends the program where that was asked for, or where something
/// is wrong.
Options read_options(int argc, const char* const* argv);

}  // namespace ledger::api
