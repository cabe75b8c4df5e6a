// Describes an error in one field of a request.
#pragma once

#include <string>
#include <string_view>

namespace ledger::api {

/// `code` is a stable literal; `detail` is for people and repeats nothing of what the client sent.
struct FieldError {
  std::string field;
  std::string_view code;
  std::string detail;
};

}  // namespace ledger::api
