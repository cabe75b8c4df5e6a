// Decides which web pages of other sites may call this server from a browser (CORS, in the Fetch standard).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message/request.hpp"
#include "api/http/message/response.hpp"
#include "api/rest/router.hpp"

namespace ledger::api {

/// A browser lets a page read an answer of another site only if the answer names the page's origin. Callers are known
/// by a token that the page sends itself, never by cookies, so credentials in the sense of that standard are not
/// allowed, and neither is "*": it would let every page call a server that asks nobody for a token.
class CrossOrigins {
 public:
  /// `origins` as browsers write them, separated by commas: "https://app.example,http://localhost:3000". With none, no
  /// page of another site may read answers. Throws std::invalid_argument for something else.
  explicit CrossOrigins(std::string_view origins);

  /// Returns true if the request comes from a page of one of the origins.
  [[nodiscard]] bool is_allowed(const Request& request) const { return allowed_origin(request).has_value(); }

  /// Answers the request by which a browser asks if a page may make another one; nothing for other requests and for
  /// pages of other origins. `methods` are those of the path. The answer does not depend on who calls.
  [[nodiscard]] std::optional<Response> answer_to_preflight(const Request& request,
                                                            const MethodNotAllowed& methods) const;

  /// Says that the page may read the answer; nothing is added for pages of other origins.
  void add_fields(const Request& request, Response& response) const;

 private:
  [[nodiscard]] std::optional<std::string_view> allowed_origin(const Request& request) const;

  std::vector<std::string> origins_;
};

}  // namespace ledger::api
