// gRPC over TLS.
#include <fstream>
#include <iterator>

#include "tests/support/api/secure_server.hpp"
#include "tests/support/grpc/rpc_client.hpp"

namespace ledger::test {
namespace {

/// Credentials of a client that trusts whom this file says.
std::shared_ptr<grpc::ChannelCredentials> trusting(const SecureServer& server, const std::string& authority) {
  std::ifstream file(server.certificates().path(authority));
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = std::string(std::istreambuf_iterator<char>(file), {});
  return grpc::SslCredentials(options);
}

std::string answer_to(const SecureServer& server, const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  RpcClient client(server.grpc_target(), credentials);
  v1::OpenAccountRequest request;
  request.set_name("Ann");
  return problem(client.call(&RpcClient::Stub::OpenAccount, request, std::chrono::seconds(5)).status);
}

}  // namespace

TEST_CASE("Over TLS gRPC is as it is without, and strangers and plain text get nowhere", "[grpc][tls]") {
  const SecureServer server;
  // Answers once the writer has reached its database.
  CHECK(eventually([&] { return answer_to(server, trusting(server, "authority.pem")) == "OK"; }));
  CHECK(answer_to(server, trusting(server, "stranger.pem")) == "UNAVAILABLE");
  CHECK(answer_to(server, grpc::InsecureChannelCredentials()) == "UNAVAILABLE");
}

}  // namespace ledger::test
