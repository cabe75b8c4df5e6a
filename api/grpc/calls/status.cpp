#include "api/grpc/calls/status.hpp"

#include "api/services/context/naming_differences.hpp"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace ledger::api {
namespace {

constexpr const char* domain = "ledger";

google::rpc::Status details_of(const CallProblem& problem) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(problem.code));
  info.set_domain(domain);
  if (!problem.field.empty()) (*info.mutable_metadata())["field"] = problem.field;
  for (const auto& field : problem.differing_fields) {
    auto& fields = (*info.mutable_metadata())["differing_fields"];
    fields += (fields.empty() ? "" : ",") + field;
  }
  google::rpc::Status details;
  details.set_code(problem.status);
  details.set_message(problem.detail);
  details.add_details()->PackFrom(info);
  return details;
}

grpc::Status status_with(const google::rpc::Status& details) {
  return {static_cast<grpc::StatusCode>(details.code()), details.message(), details.SerializeAsString()};
}

/// Rejections name fields as REST does; the messages have other names for some.
std::string_view message_field(std::string_view field) {
  if (field == "user_id") return "account_id";
  if (field == "to_user_id") return "to_account_id";
  if (field == "timestamp") return "effective";
  return field;
}

}  // namespace

grpc::Status status_of(const CallProblem& problem) { return status_with(details_of(problem)); }

grpc::Status status_of(const std::vector<FieldError>& errors) {
  auto details = details_of(call_problem_of(errors));
  google::rpc::BadRequest all;
  for (const auto& error : errors) {
    auto& violation = *all.add_field_violations();
    violation.set_field(error.field);
    violation.set_description(std::string(error.code) + ": " + error.detail);
  }
  details.add_details()->PackFrom(all);
  return status_with(details);
}

CallProblem call_problem_of(const std::vector<FieldError>& errors) {
  const FieldError& first = errors.front();
  return {.status = grpc::StatusCode::INVALID_ARGUMENT,
          .code = first.code,
          .detail = first.field + ": " + first.detail,
          .field = first.field};
}

CallProblem unknown_field() {
  return {.status = grpc::StatusCode::INVALID_ARGUMENT, .code = "unknown_field", .detail = "a field is not known here"};
}

grpc::StatusCode status_code_of(RejectionCode code) {
  switch (code) {
    case RejectionCode::account_not_found:
    case RejectionCode::hold_not_found:
    case RejectionCode::transaction_not_found:
    case RejectionCode::identity_not_found:
      return grpc::StatusCode::NOT_FOUND;
    case RejectionCode::uid_reused:
    case RejectionCode::external_id_taken:
    case RejectionCode::login_taken:
      return grpc::StatusCode::ALREADY_EXISTS;
    case RejectionCode::insufficient_funds:
    case RejectionCode::account_frozen:
    case RejectionCode::account_closed:
    case RejectionCode::account_not_frozen:
    case RejectionCode::account_not_empty:
    case RejectionCode::limit_exceeded:
    case RejectionCode::limit_below_balance:
    case RejectionCode::books_closed:
    case RejectionCode::hold_not_due:
    case RejectionCode::amount_above_hold:
    case RejectionCode::already_reversed:
    case RejectionCode::not_reversible:
    case RejectionCode::balance_out_of_range:
      return grpc::StatusCode::FAILED_PRECONDITION;
    case RejectionCode::limit_invalid:
    case RejectionCode::amount_not_positive:
    case RejectionCode::amount_too_precise:
    case RejectionCode::amount_out_of_range:
    case RejectionCode::currency_mismatch:
    case RejectionCode::timestamp_in_future:
    case RejectionCode::same_account:
      return grpc::StatusCode::INVALID_ARGUMENT;
    case RejectionCode::not_applied:
      return grpc::StatusCode::ABORTED;
  }
  __builtin_unreachable();
}

CallProblem call_problem_of(const Rejection& rejection, const Principal& reader) {
  CallProblem problem{.status = status_code_of(rejection.code),
                      .code = name_of(rejection.code),
                      .detail = rejection.detail,
                      .field = std::string(message_field(rejection.field))};
  const auto& difference = rejection.difference;
  if (!difference || !reader.may_read(difference->account)) return problem;
  for (const auto field : difference->fields) problem.differing_fields.emplace_back(message_field(field));
  problem.detail = naming_differences(std::move(problem.detail), problem.differing_fields);
  return problem;
}

CallProblem call_problem_of(const Unavailable& unavailable) {
  return {.status = grpc::StatusCode::UNAVAILABLE,
          .code = name_of(unavailable.reason),
          .detail = std::string(advice_on(unavailable.reason))};
}

CallProblem call_problem_of(const Failed& /*failed*/) {
  return {.status = grpc::StatusCode::INTERNAL,
          .code = "internal_error",
          .detail = "the ledger failed on this call; nothing was recorded"};
}

grpc::Status status_of(const CommandRefusal& refusal, const Principal& reader) {
  if (const auto* permission = std::get_if<Permission>(&refusal.reason)) return status_of(*permission);
  return refusal_status(std::get<Outcome>(refusal.reason), reader);
}

grpc::Status status_of(const ReadsUnavailable& unavailable) {
  return status_of(CallProblem{.status = grpc::StatusCode::UNAVAILABLE,
                               .code = unavailable.code,
                               .detail = unavailable.detail,
                               .field = unavailable.field});
}

grpc::Status status_of(const PositionVoid& position) {
  return status_of(CallProblem{.status = grpc::StatusCode::OUT_OF_RANGE,
                               .code = position_void_code,
                               .detail = position.detail,
                               .field = position.field});
}

grpc::Status status_of(AuthError error) {
  const bool our_fault = error == AuthError::keys_unavailable;
  return status_of(CallProblem{.status = our_fault ? grpc::StatusCode::UNAVAILABLE : grpc::StatusCode::UNAUTHENTICATED,
                               .code = name_of(error),
                               .detail = std::string(explanation_of(error))});
}

CallProblem call_problem_of(Permission permission) {
  if (permission == Permission::hidden) {
    return {.status = grpc::StatusCode::NOT_FOUND,
            .code = name_of(RejectionCode::account_not_found),
            .detail = "you have no such account"};
  }
  return {.status = grpc::StatusCode::PERMISSION_DENIED,
          .code = "forbidden",
          .detail = "the token's roles do not allow this"};
}

grpc::Status status_of(Permission permission) { return status_of(call_problem_of(permission)); }

grpc::Status account_not_found(std::string_view field) {
  return status_of(CallProblem{.status = grpc::StatusCode::NOT_FOUND,
                               .code = name_of(RejectionCode::account_not_found),
                               .detail = "there is no such account",
                               .field = std::string(field)});
}

grpc::Status status_of(StreamRefusal refusal) {
  CallProblem problem{
      .status = grpc::StatusCode::INTERNAL, .code = name_of(refusal), .detail = std::string(explanation_of(refusal))};
  switch (refusal) {
    case StreamRefusal::forbidden:
      problem.status = grpc::StatusCode::PERMISSION_DENIED;
      break;
    case StreamRefusal::account_not_found:
      problem.status = grpc::StatusCode::NOT_FOUND;
      problem.field = "account_id";
      break;
    case StreamRefusal::position_malformed:
      problem.status = grpc::StatusCode::INVALID_ARGUMENT;
      problem.field = "after";
      break;
    case StreamRefusal::position_beyond_end:
      problem.status = grpc::StatusCode::FAILED_PRECONDITION;
      problem.field = "after";
      break;
    case StreamRefusal::streams_too_many:
    case StreamRefusal::own_streams_too_many:
      problem.status = grpc::StatusCode::RESOURCE_EXHAUSTED;
      break;
  }
  return status_of(problem);
}

grpc::Status status_of(EventStream::State end) {
  CallProblem problem{
      .status = grpc::StatusCode::INTERNAL, .code = name_of(end), .detail = std::string(explanation_of(end))};
  switch (end) {
    case EventStream::State::following:
      break;
    case EventStream::State::differs:
      problem.status = grpc::StatusCode::DATA_LOSS;
      break;
    case EventStream::State::position_void:
      problem.status = grpc::StatusCode::OUT_OF_RANGE;
      break;
    case EventStream::State::stopping:
      problem.status = grpc::StatusCode::UNAVAILABLE;
      break;
    case EventStream::State::token_over:
    case EventStream::State::key_withdrawn:
      problem.status = grpc::StatusCode::UNAUTHENTICATED;
      break;
  }
  return status_of(problem);
}

CallProblem call_problem_of(const Outcome& outcome, const Principal& reader) {
  if (const auto* rejection = std::get_if<Rejection>(&outcome)) return call_problem_of(*rejection, reader);
  if (const auto* unavailable = std::get_if<Unavailable>(&outcome)) return call_problem_of(*unavailable);
  return call_problem_of(std::get<Failed>(outcome));
}

}  // namespace ledger::api
