// Commands out of JSON objects: the bodies of single requests and the elements of bulk ones.
#pragma once

#include <optional>
#include <string_view>

#include "api/http/message/request.hpp"
#include "api/json/field_reader.hpp"
#include "ledger/domain/commands/command.hpp"

namespace ledger::api {

/// The parts of a command that come from the request around it.
struct CommandSource {
  /// The principal's id.
  std::string_view actor;
  /// Stands in for a missing `uid`; if both are there they must agree.
  std::optional<Uid> key;
};

/// The request's actor and Idempotency-Key; what is wrong with the latter is noted in `fields`.
CommandSource command_source(const Request& request, FieldReader& fields);

/// The field `uid`, or the source's key.
std::optional<Uid> transaction_uid(FieldReader& fields, const CommandSource& source);

/// {uid, type: DEPOSIT | WITHDRAW | TRANSFER, amount, user_id, to_user_id?, currency?, timestamp?, comment?}. Each
/// returns nothing, with the reasons in fields.errors(), where anything is wrong or not known.
std::optional<Command> read_transaction(FieldReader& fields, const CommandSource& source);
/// {uid, user_id, service_id, amount, timeout_seconds, currency?, comment?}
std::optional<Command> read_hold(FieldReader& fields, const CommandSource& source);
/// Either: a hold where `type` is HOLD.
std::optional<Command> read_command(FieldReader& fields, const CommandSource& source);

}  // namespace ledger::api
