// The gRPC server: listens, answers the services of schemas/, and stops in good order. gRPC's headers stay behind it.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "api/grpc/calls/limits.hpp"
#include "ledger/process/tls_files.hpp"

namespace ledger::api {

struct AppContext;

class GrpcServer {
 public:
  /// Listens at "host:port" (port 0: any free one) and answers from here on, with TLS where files are given. All that
  /// is referred to must outlive it. Throws std::runtime_error if the address cannot be had.
  GrpcServer(const std::string& address, const GrpcLimits& limits, AppContext& services, const TlsFiles& tls);
  /// Ends what stop() left, with UNAVAILABLE. Writer and readers must have ended before, so that none of them resumes
  /// a call any more.
  ~GrpcServer();
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

  /// "grpc://127.0.0.1:50051", with the port that was bound; grpcs with TLS.
  [[nodiscard]] std::string url() const;

  /// Takes no new connection and no new call, and tells clients so (HTTP/2's GOAWAY), so that they connect elsewhere.
  /// Calls under way go on. Does not wait.
  void begin_stop();
  /// After begin_stop(): gives calls under way at most `patience`, then ends the event loops.
  void stop(std::chrono::milliseconds patience);

 private:
  class Running;
  std::unique_ptr<Running> running_;
};

}  // namespace ledger::api
