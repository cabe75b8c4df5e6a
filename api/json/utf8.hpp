// Texts from outside that are no part of a JSON body.
#pragma once

#include <rapidjson/encodings.h>
#include <rapidjson/memorystream.h>

#include <string_view>

namespace ledger::api {

/// Returns true if the text is valid UTF-8, which PostgreSQL and JSON require.
inline bool is_utf8(std::string_view text) {
  struct Nowhere {
    void Put(char /*character*/) {}
  };
  rapidjson::MemoryStream input(text.data(), text.size());
  Nowhere output;
  while (input.Tell() < text.size()) {
    if (!rapidjson::UTF8<>::Validate(input, output)) return false;
  }
  return input.Tell() == text.size();
}

}  // namespace ledger::api
