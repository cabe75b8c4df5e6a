// gRPC over TLS.
#include <fstream>
#include <iterator>

#include "tests/support/api/secure_server.hpp"
#include "tests/support/grpc/rpc_client.hpp"

namespace ledger::test {
namespace {

/// Credentials of a client that trusts whom this file says.
std::shared_ptr<grpc::ChannelCredentials> trusting(const std::string& authority) {
  std::ifstream file(authority);
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
  CHECK(eventually([&] { return answer_to(server, trusting(server.certificates().path("authority.pem"))) == "OK"; }));
  CHECK(answer_to(server, trusting(server.certificates().path("stranger.pem"))) == "UNAVAILABLE");
  CHECK(answer_to(server, grpc::InsecureChannelCredentials()) == "UNAVAILABLE");
}

TEST_CASE("gRPC takes a certificate as soon as its files change", "[grpc][tls]") {
  const SecureServer server;
  const Certificates renewed;
  const auto answer_to_clients_of = [&](const Certificates& certificates) {
    return answer_to(server, trusting(certificates.path("authority.pem")));
  };
  REQUIRE(eventually([&] { return answer_to_clients_of(server.certificates()) == "OK"; }));
  CHECK(answer_to_clients_of(renewed) == "UNAVAILABLE");
  server.certificates().replace("broker.key", renewed);
  server.certificates().replace("broker.pem", renewed);
  CHECK(eventually([&] { return answer_to_clients_of(renewed) == "OK"; }));
  CHECK(answer_to_clients_of(server.certificates()) == "UNAVAILABLE");
}

}  // namespace ledger::test
