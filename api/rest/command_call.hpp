// Takes a command from the request to its answer, for all writing endpoints.
#pragma once

#include <optional>

#include "api/coroutines/task.hpp"
#include "api/http/message/request.hpp"
#include "api/http/message/response.hpp"
#include "api/rest/parameters/command_fields.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/services/context/app_context.hpp"
#include "ledger/domain/commands/command.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api {

/// The uid of a call that has none in its body: Idempotency-Key's, else a fresh one.
Result<Uid> uid_of_call(const Request& request);

using ReadCommand = std::optional<Command> (*)(FieldReader&, const CommandSource&);
/// The command that `read` finds in the body, or the answer that says what is wrong with it.
Result<Command> command_in_body(const Request& request, ReadCommand read);

/// The uid and the account of a call to /v1/users/{id}/….
template <class Kind>
Result<Command> account_command(const Request& request) {
  auto account = account_in_path(request);
  if (!account) return account.take_refusal();
  auto uid = uid_of_call(request);
  if (!uid) return uid.take_refusal();
  Kind command;
  command.uid = *uid;
  command.actor = request.actor;
  command.account = *account;
  return Command(std::move(command));
}

/// Returns 422 if the body has fields: the call takes none, and silently dropping a reason would mislead the caller.
std::optional<Response> refusal_of_body(const Request& request);

/// Returns the command of a call that takes no fields in its body.
template <class Kind>
Result<Command> bodiless_account_command(const Request& request) {
  if (auto refusal = refusal_of_body(request)) return std::move(*refusal);
  return account_command<Kind>(request);
}

/// 200 with the transaction and the account's state after it.
Response transaction_response(const Applied& applied, const EpochBook& epochs);

/// Carries the command out and answers with the transaction and the account's state after it.
Task<Response> answer_with_transaction(const Request& request, AppContext& services, Result<Command> command);

}  // namespace ledger::api
