// Requests whose bodies come in chunks, as text.
#pragma once

#include <string>

namespace ledger::test {

/// Returns the text in chunks of this size, with the last chunk.
std::string chunks_of(const std::string& text, std::size_t chunk_bytes);

/// The head of a request whose body comes in chunks; `more` are further fields, each with its line end.
std::string chunked_head(const std::string& method, const std::string& target, const std::string& more = "",
                         const std::string& type = "application/json");

/// A small request, to see whether the one before ended where it should.
inline const std::string next_request = "GET /livez HTTP/1.1\r\nHost: ledger\r\n\r\n";

/// A deposit under a fresh uid.
std::string deposit_of(const std::string& user, const std::string& amount = "1");
/// Returns this number of commands, a line each.
std::string lines_of(const std::string& user, std::size_t count);

}  // namespace ledger::test
