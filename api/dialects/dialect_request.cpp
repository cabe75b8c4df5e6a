#include "api/dialects/dialect_request.hpp"

#include "api/http/message/query_string.hpp"
#include "api/json/utf8.hpp"
#include "api/rest/parameters/command_fields.hpp"

namespace ledger::api {

std::optional<Uid> uid_of_key(const Request& request, FieldReader& fields) {
  return command_source(request, fields).key;
}

Result<std::string, FieldErrors> text_in_path(const Request& request, std::size_t index, std::string_view field,
                                              std::size_t bytes_max) {
  FieldValues values;
  const auto decoded = percent_decoded(request.path_parameters[index]);
  if (!decoded || !is_utf8(*decoded)) {
    values.refuse(field, "parameter_malformed", "percent signs with two hexadecimal digits, that make UTF-8");
    return values.errors();
  }
  auto text = values.text(field, *decoded, bytes_max);
  if (!text) return values.errors();
  return std::move(*text);
}

}  // namespace ledger::api
