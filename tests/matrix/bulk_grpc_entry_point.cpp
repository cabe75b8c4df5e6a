// RecordTransactions, a single command in each request.
#include "tests/matrix/rpc_entry_point.hpp"

namespace ledger::test {
namespace {

class BulkGrpcEntryPoint final : public EntryPoint {
 public:
  explicit BulkGrpcEntryPoint(const ApiServer& server) : client_(server) {}

  std::optional<EntryPointAnswer> send(const Order& order) override {
    const auto command = bulk_command(order);
    if (!command) return std::nullopt;
    v1::RecordTransactionsRequest request;
    *request.add_commands() = *command;
    return put(request);
  }

 private:
  EntryPointAnswer put(const v1::RecordTransactionsRequest& request) {
    const auto answer = client_.call(&v1::Ledger::Stub::RecordTransactions, request);
    if (!answer.ok()) return entry_point_refusal(answer.status);
    auto result = answer->results(0);
    const auto status = static_cast<grpc::StatusCode>(result.status());
    if (status != grpc::StatusCode::OK) return {.verdict = name_of(status) + " " + result.code(), .text = {}};
    const auto code = result.code();
    result.clear_code();
    return {.verdict = code, .text = result.SerializeAsString()};
  }

  RpcClient client_;
};

}  // namespace

std::unique_ptr<EntryPoint> bulk_grpc_entry_point(const ApiServer& server) {
  return std::make_unique<BulkGrpcEntryPoint>(server);
}

}  // namespace ledger::test
