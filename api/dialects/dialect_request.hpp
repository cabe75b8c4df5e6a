// Reads the dialects' requests, and refuses those that cannot be understood.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/http/message/request.hpp"
#include "api/json/field_error.hpp"
#include "api/json/field_reader.hpp"
#include "api/rest/parameters/result.hpp"

namespace ledger::api {

/// Lists all that is wrong with a request; at least one error.
using FieldErrors = std::vector<FieldError>;

/// The body, whose fields `read(FieldReader&)` turns into a value; it is only used where nothing is wrong.
template <class Read>
auto understand(const Request& request, Read read) {
  using Understood = Result<std::invoke_result_t<Read&, FieldReader&>, FieldErrors>;
  auto parsed = JsonObject::parse(request.body);
  if (auto* error = std::get_if<JsonError>(&parsed)) return Understood(FieldErrors{std::move(*error)});
  FieldReader fields(std::get<JsonObject>(parsed));
  auto value = read(fields);
  auto errors = fields.errors();
  if (!errors.empty()) return Understood(std::move(errors));
  return Understood(std::move(value));
}

/// The uid that Idempotency-Key gives a call; a malformed one is noted in `fields`.
std::optional<Uid> uid_of_key(const Request& request, FieldReader& fields);

/// The path's open segment as a text of 1 to `bytes_max` bytes.
Result<std::string, FieldErrors> text_in_path(const Request& request, std::size_t index, std::string_view field,
                                              std::size_t bytes_max);

}  // namespace ledger::api
