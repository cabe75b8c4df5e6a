#include "api/rest/problems.hpp"

#include "api/services/context/naming_differences.hpp"

namespace ledger::api {
namespace {

/// Returns how long a client should wait before it tries again: longer for what time alone or an operator ends.
std::chrono::seconds pause_after(Unavailable::Reason reason) {
  switch (reason) {
    case Unavailable::Reason::journal_unconfirmed:
    case Unavailable::Reason::journal_behind:
    case Unavailable::Reason::clock_uncertain:
    case Unavailable::Reason::identities_lost:
    case Unavailable::Reason::migration_wanted:
      return std::chrono::seconds(10);
    case Unavailable::Reason::event_type_unknown:
    case Unavailable::Reason::queue_full:
    case Unavailable::Reason::database_away:
    case Unavailable::Reason::deadline_passed:
    case Unavailable::Reason::stopping:
      break;
  }
  return std::chrono::seconds(1);
}

}  // namespace

Status status_of(RejectionCode code) {
  switch (code) {
    case RejectionCode::account_not_found:
    case RejectionCode::hold_not_found:
    case RejectionCode::transaction_not_found:
    case RejectionCode::identity_not_found:
      return Status::not_found;
    case RejectionCode::insufficient_funds:
      return Status::payment_required;
    case RejectionCode::account_frozen:
    case RejectionCode::account_closed:
    case RejectionCode::account_not_frozen:
    case RejectionCode::account_not_empty:
    case RejectionCode::external_id_taken:
    case RejectionCode::login_taken:
    case RejectionCode::hold_not_due:
    case RejectionCode::already_reversed:
    case RejectionCode::not_reversible:
    case RejectionCode::not_applied:
    case RejectionCode::uid_reused:
      return Status::conflict;
    case RejectionCode::limit_exceeded:
    case RejectionCode::limit_invalid:
    case RejectionCode::limit_below_balance:
    case RejectionCode::same_account:
    case RejectionCode::amount_above_hold:
    case RejectionCode::books_closed:
    case RejectionCode::amount_not_positive:
    case RejectionCode::amount_too_precise:
    case RejectionCode::amount_out_of_range:
    case RejectionCode::balance_out_of_range:
    case RejectionCode::currency_mismatch:
    case RejectionCode::timestamp_in_future:
      return Status::unprocessable_content;
  }
  __builtin_unreachable();
}

Problem problem_of(const Outcome& outcome, const Principal& reader) {
  if (const auto* rejection = std::get_if<Rejection>(&outcome)) {
    const auto& difference = rejection->difference;
    const bool is_shown = difference && reader.may_read(difference->account);
    auto differing = is_shown ? difference->fields : FieldNames{};
    auto detail = naming_differences(rejection->detail, differing);
    return {.status = status_of(rejection->code),
            .code = name_of(rejection->code),
            .detail = std::move(detail),
            .field = std::string(rejection->field),
            .differing_fields = std::move(differing)};
  }
  if (const auto* unavailable = std::get_if<Unavailable>(&outcome)) {
    return {.status = Status::service_unavailable,
            .code = name_of(unavailable->reason),
            .detail = std::string(advice_on(unavailable->reason)),
            .retry_after = pause_after(unavailable->reason)};
  }
  // Throws for what was applied.
  static_cast<void>(std::get<Failed>(outcome));
  return {.status = Status::internal_server_error,
          .code = "internal_error",
          .detail = "the ledger failed on this request; nothing was recorded"};
}

Response problem_response(const Rejection& rejection) { return problem_response(problem_of(rejection)); }

Response problem_response(const Unavailable& unavailable) { return problem_response(problem_of(unavailable)); }

Response problem_response(const Failed& failed) { return problem_response(problem_of(failed)); }

Response defect_response() {
  return problem_response(Problem{Status::internal_server_error, "internal_error", std::string(advice_on_defect)});
}

Response refusal_response(const Outcome& outcome, const Principal& reader) {
  return problem_response(problem_of(outcome, reader));
}

Response unauthorized_response(AuthError error) {
  const std::string detail(explanation_of(error));
  if (error == AuthError::keys_unavailable) {
    return problem_response(Problem{Status::service_unavailable, name_of(error), detail});
  }
  auto response = problem_response(Problem{Status::unauthorized, name_of(error), detail});
  std::string challenge = R"(Bearer realm="ledger")";
  // RFC 6750: the answer to a request without a token does not say that the token is invalid.
  if (error != AuthError::token_missing) challenge += R"(, error="invalid_token", error_description=")" + detail + '"';
  response.fields.push_back({"WWW-Authenticate", std::move(challenge)});
  return response;
}

Response refusal_response(Permission permission) {
  if (permission == Permission::hidden) {
    return problem_response(
        Problem{Status::not_found, name_of(RejectionCode::account_not_found), "you have no such account"});
  }
  return problem_response(Problem{Status::forbidden, "forbidden", "the token's roles do not allow this"});
}

Response refusal_response(const CommandRefusal& refusal, const Principal& reader) {
  if (const auto* permission = std::get_if<Permission>(&refusal.reason)) return refusal_response(*permission);
  return refusal_response(std::get<Outcome>(refusal.reason), reader);
}

Response rejected_batch_response(std::string_view results) {
  return problem_response(
      Problem{Status::conflict, "batch_rejected", "a command of the batch was refused, so none was applied"}, "results",
      results);
}

Response not_ready_response(std::string_view code, std::string_view detail, std::string_view causes) {
  return problem_response(Problem{Status::service_unavailable, code, std::string(detail)}, "causes", causes);
}

Response problem_response(const ReadsUnavailable& unavailable) {
  return problem_response(Problem{.status = Status::service_unavailable,
                                  .code = unavailable.code,
                                  .detail = unavailable.detail,
                                  .field = unavailable.field});
}

Response problem_response(const PositionVoid& position) {
  return problem_response(Problem{Status::gone, position_void_code, position.detail, position.field});
}

Response login_not_offered_response() {
  return problem_response(Problem{Status::not_found, "login_not_offered", "this server issues no tokens"});
}

Response passwords_busy_response() {
  return problem_response(
      Problem{Status::service_unavailable, "passwords_busy", "more passwords are waiting than the ledger takes"});
}

Response too_many_attempts_response(std::chrono::seconds wait) {
  return problem_response(Problem{.status = Status::too_many_requests,
                                  .code = "too_many_attempts",
                                  .detail = "too many attempts have failed; wait before the next",
                                  .retry_after = wait});
}

}  // namespace ledger::api
