// The one place that chooses gRPC's status codes for what went wrong, and writes the details.
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>
#include <vector>

#include "api/auth/principals/access.hpp"
#include "api/auth/principals/auth_error.hpp"
#include "api/auth/principals/principal.hpp"
#include "api/coroutines/read_refusals.hpp"
#include "api/json/field_error.hpp"
#include "api/services/carry_out.hpp"
#include "api/services/reads/event_stream.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api {

/// Says why a request failed. `code` is stable; `field` is empty where no single field is wrong.
struct CallProblem {
  grpc::StatusCode status;
  std::string_view code;
  std::string detail;
  std::string field = {};
  /// The fields in which the two transactions differ: of uid_reused only, and for callers who may read the other one.
  std::vector<std::string> differing_fields = {};
};

/// The status with google.rpc.Status in its details: an ErrorInfo whose reason is the code.
grpc::Status status_of(const CallProblem& problem);
/// INVALID_ARGUMENT for one or more fields that are wrong; the first one gives code and field.
grpc::Status status_of(const std::vector<FieldError>& errors);
/// Returns the problem of the first of these fields.
CallProblem call_problem_of(const std::vector<FieldError>& errors);
/// INVALID_ARGUMENT for a message with fields that are not known here.
CallProblem unknown_field();
/// Returns the problem as far as `reader` may know it; see problem_of(). Nobody in particular learns the least.
CallProblem call_problem_of(const Rejection& rejection, const Principal& reader = nobody());
CallProblem call_problem_of(const Unavailable& unavailable);
/// INTERNAL; what the defect is stands in the log only.
CallProblem call_problem_of(const Failed& failed);
/// Returns the problem of a command that was not applied. Throws std::bad_variant_access for one that was.
CallProblem call_problem_of(const Outcome& outcome, const Principal& reader = nobody());
inline grpc::Status refusal_status(const Outcome& outcome, const Principal& reader = nobody()) {
  return status_of(call_problem_of(outcome, reader));
}
/// Returns the status of a command that was not carried out.
grpc::Status status_of(const CommandRefusal& refusal, const Principal& reader);
grpc::Status status_of(const ReadsUnavailable& unavailable);
/// OUT_OF_RANGE: what was there was given up, and trying again does not help.
grpc::Status status_of(const PositionVoid& position);
/// UNAUTHENTICATED; UNAVAILABLE where the keys could not be fetched yet.
grpc::Status status_of(AuthError error);
/// Returns PERMISSION_DENIED, or NOT_FOUND as though there were no such account. Not for what is granted.
CallProblem call_problem_of(Permission permission);
grpc::Status status_of(Permission permission);
/// NOT_FOUND for the account in this field.
grpc::Status account_not_found(std::string_view field);
grpc::Status status_of(StreamRefusal refusal);
/// Returns the status with which the server ends a stream: UNAVAILABLE; DATA_LOSS if the journal lost its end,
/// OUT_OF_RANGE if events that were sent were given up.
grpc::Status status_of(EventStream::State end);

/// Returns the status code of a refusal by the ledger's rules.
grpc::StatusCode status_code_of(RejectionCode code);

}  // namespace ledger::api
