// The flags with which RapidJSON parses untrusted input.
#pragma once

#include <rapidjson/reader.h>

namespace ledger::api {

/// Numbers as strings, because 0.00000000001e-2147483639 writes out of bounds in RapidJSON 1.1; iterative, because
/// nesting would overflow the stack; validating, because UTF-8 is not checked otherwise.
constexpr unsigned parse_flags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag |
                                 rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;

}  // namespace ledger::api
