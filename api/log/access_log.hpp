// The access log: a line for each answer, over HTTP and gRPC, and the names by which a request is found in other logs.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string_view>
#include <variant>

#include "ledger/domain/values/trace_parent.hpp"

namespace ledger::api {

/// The names of a request in the logs of its client, of proxies and of this program.
struct RequestNames {
  std::string_view id;
  /// Where the request stands in its client's trace.
  std::optional<TraceParent> trace = std::nullopt;
};

/// The content of an answer's line. Neither path nor query: they name accounts.
struct AnswerLine {
  std::string_view method;
  /// The pattern of the path over HTTP; empty over gRPC, where the method says it all.
  std::string_view route = {};
  /// A number over HTTP, the code's name over gRPC.
  std::variant<std::string_view, std::int64_t> status;
  std::chrono::steady_clock::duration taken;
  RequestNames names;
};

/// Writes the line as a message that is wanted where the access log `is_on`, else as one for debugging.
void log_answer(const AnswerLine& line, bool is_on);

/// Writes that a request failed for a defect or a lost server.
void log_failure(const RequestNames& names, const std::exception& failure);

}  // namespace ledger::api
