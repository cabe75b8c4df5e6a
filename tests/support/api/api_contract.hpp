// Answers held against schemas/openapi.yaml.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/support/api/http_client.hpp"

namespace ledger::test {

/// "PUT /v1/transactions/{uid} 402": a kind of answer that the document describes.
using DocumentedAnswer = std::string;

/// Returns how this answer breaks the document; nothing if it conforms. `target` may have a query.
std::optional<std::string> contract_breach(const std::string& method, const std::string& target,
                                           const HttpResponse& response);

/// Every kind of answer in the document, without those of deprecated operations: a former name has its present name's
/// handler and answers.
std::set<DocumentedAnswer> documented_answers();

/// The kind that an answer to this request is of.
DocumentedAnswer documented_answer(const std::string& method, const std::string& target, int status);

/// An operation, and who may call it.
struct DocumentedOperation {
  std::string method;
  /// With its open segments: "/v1/users/{id}".
  std::string path;
  /// Empty: everyone, without a token.
  std::set<std::string> roles = {};
  /// The document's example of a body; empty where there is none.
  std::string body = {};
  /// True if the answer is a stream without an end.
  bool streams = false;
  /// True if it is a former name.
  bool is_deprecated = false;

  /// The path with 7 for each open segment.
  [[nodiscard]] std::string target() const;
};
std::vector<DocumentedOperation> documented_operations();

/// Returns what is wrong with the document's own examples, a line each.
std::vector<std::string> example_breaches();

}  // namespace ledger::test
