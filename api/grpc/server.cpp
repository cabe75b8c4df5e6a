#include "api/grpc/server.hpp"

#include <absl/synchronization/mutex.h>
#include <fmt/format.h>
#include <grpc/grpc.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <spdlog/spdlog.h>

#include <future>
#include <stdexcept>
#include <thread>

#include "api/grpc/health_reporter.hpp"
#include "api/grpc/library_log.hpp"
#include "api/grpc/services.hpp"
#include "grpc/health/v1/health.pb.h"

namespace ledger::api {
namespace {

constexpr std::chrono::milliseconds drain_poll_interval{5};
/// gRPC has so long to send what has been finished; the rest is cancelled.
constexpr std::chrono::milliseconds farewell{200};

/// The pause between two looks of gRPC at the files of the certificate.
constexpr unsigned certificate_look_seconds = 1;

int milliseconds(std::chrono::milliseconds duration) { return static_cast<int>(duration.count()); }

void limit(grpc::ServerBuilder& builder, const GrpcLimits& limits) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(limits.bulk_request_bytes_max));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, static_cast<int>(limits.metadata_bytes_max));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, static_cast<int>(limits.connection_calls_max));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, milliseconds(limits.keepalive_interval));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, milliseconds(limits.keepalive_timeout));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             milliseconds(limits.client_keepalive_interval_min));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, milliseconds(limits.idle));
  // Two servers on one port would share the calls between them without a word.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  grpc::ResourceQuota quota("ledger-api");
  quota.Resize(limits.buffer_bytes_max);
  builder.SetResourceQuota(quota);
}

/// A thread of gRPC's reads the files again when they have changed. While certificate and key do not belong together,
/// no new connection comes about, so they are to be replaced together.
std::shared_ptr<grpc::ServerCredentials> credentials_of(const TlsFiles& tls) {
  if (!tls.given()) return grpc::InsecureServerCredentials();
  namespace experimental = grpc::experimental;
  const auto certificate = std::make_shared<experimental::FileWatcherCertificateProvider>(
      tls.key_file, tls.certificate_file, certificate_look_seconds);
  experimental::TlsServerCredentialsOptions options(certificate);
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  return experimental::TlsServerCredentials(options);
}

/// Debian builds Abseil as for debugging: every mutex that gRPC locks is looked up in one graph of the process, behind
/// one lock, to find deadlocks in gRPC's own code.
void look_for_no_deadlocks() { absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore); }

/// gRPC takes these for every server that is built later.
void enable_plugins() {
  grpc::EnableDefaultHealthCheckService(true);
  // gRPC's own health service comes without a description, which reflection gives to clients that have none themselves.
  google::protobuf::LinkMessageReflection<grpc::health::v1::HealthCheckResponse>();
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
}

}  // namespace

class GrpcServer::Running {
 public:
  Running(const std::string& address, const GrpcLimits& limits, AppContext& services, const TlsFiles& tls)
      : metrics_(services.metrics),
        dispatcher_(services, limits, metrics_),
        ledger_(ledger_service(dispatcher_)),
        balances_(balance_service(dispatcher_)) {
    take_over_library_logs();
    look_for_no_deadlocks();
    enable_plugins();
    grpc::ServerBuilder builder;
    limit(builder, limits);
    builder.AddListeningPort(address, credentials_of(tls), &port_);
    builder.RegisterService(&ledger_);
    builder.RegisterService(&balances_);
    for (const auto& loop : dispatcher_.loops()) loop->start();
    {
      // Clients are served by gRPC's own threads.
      const LibraryTexts texts;
      server_ = builder.BuildAndStart();
    }
    if (!server_ || port_ == 0) throw std::runtime_error("no gRPC at " + address + ": the address cannot be had");
    url_ = fmt::format("{}://{}:{}", tls.given() ? "grpcs" : "grpc", address.substr(0, address.rfind(':')), port_);
    auto& health = *server_->GetHealthCheckService();
    for (const auto* name : read_health_names) health.SetServingStatus(name, false);
    health.SetServingStatus(writes_health_name, false);
    dispatcher_.next_loop().spawn(report_health(health, services));
  }

  ~Running() {
    for (const auto& loop : dispatcher_.loops()) loop->stop();
    for (const auto& loop : dispatcher_.loops()) loop->clear();
    if (!server_) return;
    begin_stop();
    if (shut_down_.wait_for(farewell) != std::future_status::ready) grpc_server_cancel_all_calls(server_->c_server());
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void begin_stop() {
    if (shut_down_.valid()) return;
    // It returns when the last call has ended. Streams of gRPC's own services, such as health's, end with a cancel
    // only.
    shut_down_ = std::async(std::launch::async, [this] { server_->Shutdown(); });
  }

  void stop(std::chrono::milliseconds patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    auto& open = dispatcher_.counts().open;
    while (open != 0 && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(drain_poll_interval);
    if (open != 0) spdlog::warn("{} gRPC calls did not finish in time", open.load());
    for (const auto& loop : dispatcher_.loops()) loop->stop();
  }

  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  CallMetrics metrics_;
  CallDispatcher dispatcher_;
  RpcService ledger_;
  RpcService balances_;
  int port_ = 0;
  std::string url_;
  std::unique_ptr<grpc::Server> server_;
  /// Ends when the server has; its destructor waits for that.
  std::future<void> shut_down_;
};

GrpcServer::GrpcServer(const std::string& address, const GrpcLimits& limits, AppContext& services, const TlsFiles& tls)
    : running_(std::make_unique<Running>(address, limits, services, tls)) {}

GrpcServer::~GrpcServer() = default;

std::string GrpcServer::url() const { return running_->url(); }

void GrpcServer::begin_stop() { running_->begin_stop(); }

void GrpcServer::stop(std::chrono::milliseconds patience) { running_->stop(patience); }

}  // namespace ledger::api
