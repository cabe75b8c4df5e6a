#include "tests/support/grpc/rpc_client.hpp"

#include <grpcpp/generic/generic_stub.h>

#include <stdexcept>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace ledger::test {
namespace {

std::string bytes_of(const grpc::ByteBuffer& message) {
  std::string bytes;
  std::vector<grpc::Slice> slices;
  if (!message.Valid() || !message.Dump(&slices).ok()) return bytes;
  for (const auto& each : slices) bytes.append(reinterpret_cast<const char*>(each.begin()), each.size());
  return bytes;
}

}  // namespace

std::string name_of(grpc::StatusCode code) {
  static const char* const names[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  return names[code];
}

std::string problem(const grpc::Status& status) {
  auto text = name_of(status.error_code());
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  if (!details.ParseFromString(status.error_details())) return text + " with unreadable details";
  if (details.details_size() == 0 || !details.details(0).UnpackTo(&info)) return text;
  text += " " + info.reason();
  const auto field = metadata(status, "field");
  return field.empty() ? text : text + " " + field;
}

std::string metadata(const grpc::Status& status, const std::string& name) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  details.ParseFromString(status.error_details());
  if (details.details_size() == 0 || !details.details(0).UnpackTo(&info)) return {};
  const auto found = info.metadata().find(name);
  return found == info.metadata().end() ? std::string() : found->second;
}

std::vector<std::string> violations(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::BadRequest all;
  std::vector<std::string> texts;
  const bool are_there = details.ParseFromString(status.error_details()) && details.details_size() > 1 &&
                         details.details(1).UnpackTo(&all);
  if (!are_there) return texts;
  for (const auto& each : all.field_violations()) texts.push_back(each.field() + ": " + each.description());
  return texts;
}

RpcClient::RpcClient(const ApiServer& server, std::string token)
    : RpcClient(server.grpc_target(), grpc::InsecureChannelCredentials(), std::move(token)) {}

RpcClient::RpcClient(const std::string& target, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                     std::string token, const grpc::ChannelArguments& arguments)
    : channel_(grpc::CreateCustomChannel(target, credentials, arguments)),
      stub_(v1::Ledger::NewStub(channel_)),
      token_(std::move(token)) {}

void RpcClient::prepare(grpc::ClientContext& context, std::chrono::milliseconds deadline) const {
  context.set_deadline(std::chrono::system_clock::now() + deadline);
  if (!token_.empty()) context.AddMetadata("authorization", "Bearer " + token_);
}

RpcAnswer<std::string> RpcClient::call_raw(const std::string& method, const std::string& request) const {
  grpc::GenericStub stub(channel_);
  grpc::ClientContext context;
  prepare(context);
  grpc::CompletionQueue queue;
  const grpc::Slice slice(request);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  RpcAnswer<std::string> answer;
  const auto call = stub.PrepareUnaryCall(&context, method, sent, &queue);
  call->StartCall();
  call->Finish(&received, &answer.status, &queue);
  // The deadline ends the call, and with it this wait.
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) continue;
  answer.response = bytes_of(received);
  return answer;
}

std::int64_t RpcClient::open(const std::string& limit) {
  v1::OpenAccountRequest request;
  request.set_name("Ann");
  if (!limit.empty()) request.set_limit(limit);
  const auto answer = call(&Stub::OpenAccount, request);
  if (!answer.ok()) throw std::runtime_error("no account: " + problem(answer.status));
  return answer->account().id();
}

v1::PaymentRequest payment(std::int64_t account, const std::string& amount) {
  v1::PaymentRequest request;
  request.set_uid(fresh_uid());
  request.set_account_id(account);
  request.set_amount(amount);
  return request;
}

v1::TransferRequest transfer(std::int64_t from, std::int64_t to, const std::string& amount) {
  v1::TransferRequest request;
  request.set_uid(fresh_uid());
  request.set_account_id(from);
  request.set_to_account_id(to);
  request.set_amount(amount);
  return request;
}

v1::PlaceHoldRequest hold(std::int64_t account, const std::string& amount) {
  v1::PlaceHoldRequest request;
  request.set_uid(fresh_uid());
  request.set_account_id(account);
  request.set_service_id("taxi");
  request.set_amount(amount);
  request.set_timeout_seconds(600);
  return request;
}

RpcAnswer<v1::TransactionResponse> RpcClient::deposit(std::int64_t account, const std::string& amount) {
  return call(&Stub::Deposit, payment(account, amount));
}

RpcAnswer<v1::TransactionResponse> RpcClient::withdraw(std::int64_t account, const std::string& amount) {
  return call(&Stub::Withdraw, payment(account, amount));
}

std::string RpcClient::balance(std::int64_t account) {
  v1::GetBalanceRequest request;
  request.set_account_id(account);
  const auto answer = call(&Stub::GetBalance, request);
  return answer.ok() ? answer->state().balance() : problem(answer.status);
}

}  // namespace ledger::test
