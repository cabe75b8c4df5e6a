#include <deque>
#include <optional>

#include "api/grpc/calls/messages.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/payment_commands.hpp"
#include "api/services/bulk.hpp"
#include "api/services/context/bulk_limits.hpp"
#include "api/services/submit.hpp"

namespace ledger::api {
namespace {

/// A command, or the problem if it is none that the caller may give.
using Item = Result<Command, CallProblem>;

/// Returns the command's own message; null if there is none.
const google::protobuf::Message* message_in(const v1::BulkCommand& item) {
  switch (item.command_case()) {
    case v1::BulkCommand::kDeposit:
      return &item.deposit();
    case v1::BulkCommand::kWithdraw:
      return &item.withdraw();
    case v1::BulkCommand::kTransfer:
      return &item.transfer();
    case v1::BulkCommand::kPlaceHold:
      return &item.place_hold();
    case v1::BulkCommand::COMMAND_NOT_SET:
      return nullptr;
  }
  return nullptr;
}

const std::string& uid_in(const v1::BulkCommand& item) {
  static const std::string none;
  if (item.has_deposit()) return item.deposit().uid();
  if (item.has_withdraw()) return item.withdraw().uid();
  if (item.has_transfer()) return item.transfer().uid();
  return item.has_place_hold() ? item.place_hold().uid() : none;
}

Command command_in(RequestFields& fields, const v1::BulkCommand& item, const std::string& actor) {
  if (item.has_deposit()) return deposit_command(fields, item.deposit(), actor);
  if (item.has_withdraw()) return withdraw_command(fields, item.withdraw(), actor);
  if (item.has_transfer()) return transfer_command(fields, item.transfer(), actor);
  return hold_command(fields, item.place_hold(), actor);
}

bool has_unknown_fields(const google::protobuf::Message& message) {
  return !message.GetReflection()->GetUnknownFields(message).empty();
}

Item item_of(const Call& call, const v1::BulkCommand& item, bool atomic) {
  const auto* message = message_in(item);
  if (has_unknown_fields(item) || (message != nullptr && has_unknown_fields(*message))) return unknown_field();
  RequestFields fields;
  if (message == nullptr) {
    fields.refuse("command", "field_required", "one of deposit, withdraw, transfer and place_hold is required");
    return call_problem_of(fields.errors());
  }
  auto command = command_in(fields, item, call.principal->id);
  if (!fields.errors().empty()) return call_problem_of(fields.errors());
  const auto permission = bulk_permission(*call.principal, command, call.services.auth.policy(), atomic);
  if (permission != Permission::granted) return call_problem_of(permission);
  return command;
}

void fill_result(v1::BulkResult& result, const CallProblem& problem) {
  result.set_status(problem.status);
  result.set_code(std::string(problem.code));
  result.set_detail(problem.detail);
  result.set_field(problem.field);
  for (const auto& field : problem.differing_fields) result.add_differing_fields(field);
}

void fill_result(v1::BulkResult& result, const Outcome& outcome, const Call& call) {
  const auto* applied = std::get_if<Applied>(&outcome);
  if (applied == nullptr) return fill_result(result, call_problem_of(outcome, *call.principal));
  const auto told = bulk_applied(*applied, call.services.epochs);
  result.set_code(std::string(told.code));
  result.set_position(to_string(told.position));
  result.set_balance(told.balance);
  result.set_available(told.available);
}

/// Commands that each stand for themselves. Those that are none have their results at once.
class EachCommand final : public BulkItems {
 public:
  EachCommand(const Call& call, const v1::RecordTransactionsRequest& request, v1::RecordTransactionsResponse& response)
      : call_(call), request_(request), response_(response) {}

  std::optional<std::vector<Command>> take_unit() override {
    if (response_.results_size() == request_.commands_size()) return std::nullopt;
    std::vector<Command> commands;
    for (std::size_t taken = 0; taken < bulk_unit_commands; ++taken) {
      if (response_.results_size() == request_.commands_size()) break;
      const auto& sent = request_.commands(response_.results_size());
      auto& result = *response_.add_results();
      result.set_uid(uid_in(sent));
      auto item = item_of(call_, sent, false);
      if (!item) {
        fill_result(result, item.refusal());
      } else {
        commands.push_back(std::move(*item));
        under_way_.push_back(&result);
      }
    }
    return commands;
  }

  [[nodiscard]] bool has_client() const override { return !call_.context.IsCancelled(); }

  void put_outcomes(const std::vector<Outcome>& outcomes) override {
    for (const auto& outcome : outcomes) {
      fill_result(*under_way_.front(), outcome, call_);
      under_way_.pop_front();
    }
  }

 private:
  const Call& call_;
  const v1::RecordTransactionsRequest& request_;
  v1::RecordTransactionsResponse& response_;
  /// Where the outcomes of the commands that the writer has are to stand.
  std::deque<v1::BulkResult*> under_way_;
};

Task<grpc::Status> record_each(Call& call, const v1::RecordTransactionsRequest& request,
                               v1::RecordTransactionsResponse& response) {
  EachCommand commands(call, request, response);
  const bool is_complete = co_await ledger::api::record_each(call.services.writer, commands, call.trace);
  if (!is_complete) co_return grpc::Status(grpc::StatusCode::CANCELLED, "the caller has gone");
  co_return grpc::Status::OK;
}

/// Returns the status of a batch of which this command was the first to be refused.
grpc::Status batch_refused(std::size_t index, CallProblem problem) {
  const auto place = "commands[" + std::to_string(index) + "]";
  problem.detail = place + ": " + problem.detail + "; nothing was recorded";
  problem.field = problem.field.empty() ? place : place + "." + problem.field;
  return status_of(problem);
}

/// Returns the status of a batch that was not applied; nothing for one that was.
std::optional<grpc::Status> refusal_of(const std::vector<Outcome>& outcomes, const Principal& reader) {
  if (const auto* failure = common_failure(outcomes)) return refusal_status(*failure);
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    const auto* rejection = std::get_if<Rejection>(&outcomes[index]);
    if (rejection != nullptr && rejection->code != RejectionCode::not_applied) {
      return batch_refused(index, call_problem_of(*rejection, reader));
    }
  }
  return std::nullopt;
}

Task<grpc::Status> record_together(Call& call, const v1::RecordTransactionsRequest& request,
                                   v1::RecordTransactionsResponse& response) {
  std::vector<Command> commands;
  for (int index = 0; index < request.commands_size(); ++index) {
    auto item = item_of(call, request.commands(index), true);
    if (!item) co_return batch_refused(static_cast<std::size_t>(index), item.take_refusal());
    commands.push_back(std::move(*item));
  }
  const auto outcomes = co_await submit_atomic(call.services.writer, std::move(commands), call.trace);
  auto refusal = refusal_of(outcomes, *call.principal);
  if (refusal) co_return std::move(*refusal);
  for (int index = 0; index < request.commands_size(); ++index) {
    auto& result = *response.add_results();
    result.set_uid(uid_in(request.commands(index)));
    fill_result(result, outcomes[static_cast<std::size_t>(index)], call);
  }
  co_return grpc::Status::OK;
}

std::optional<FieldError> wrong_size(const v1::RecordTransactionsRequest& request) {
  const auto size = static_cast<std::size_t>(request.commands_size());
  if (size == 0) return FieldError{"commands", "bulk_empty", "there is no command in the request"};
  if (size > bulk_commands_max) {
    return FieldError{"commands", "too_many_commands", "a request has at most 10000 commands"};
  }
  return std::nullopt;
}

grpc::Status status_of(AdmissionLimit::Full full) {
  if (full == AdmissionLimit::Full::per_caller) {
    return status_of(CallProblem{.status = grpc::StatusCode::RESOURCE_EXHAUSTED,
                                 .code = "own_bulk_busy",
                                 .detail = "you have as many bulk requests under way as one caller may have"});
  }
  return status_of(CallProblem{.status = grpc::StatusCode::RESOURCE_EXHAUSTED,
                               .code = "bulk_busy",
                               .detail = "as many bulk requests as the server takes are under way"});
}

}  // namespace

Task<grpc::Status> rpc_record_transactions(Call& call, const v1::RecordTransactionsRequest& request,
                                           v1::RecordTransactionsResponse& response) {
  if (auto error = wrong_size(request)) co_return status_of(std::vector{*error});
  const auto place = call.services.bulk_places.take(*call.principal);
  if (!place) co_return status_of(place.refusal());
  if (request.atomic()) co_return co_await record_together(call, request, response);
  co_return co_await record_each(call, request, response);
}

}  // namespace ledger::api
