// Decides which web pages may call a server that does not ask for tokens.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message/problem.hpp"
#include "api/http/message/request.hpp"

namespace ledger::api {

/// Without tokens, everyone who reaches the server may do everything, including the scripts of any web page that is
/// open in a browser on the same machine. A browser states the origin of a request and the host name that it was sent
/// to. If that name is not one of the server's own, somebody else pointed it at the server's address (DNS rebinding).
class OwnHosts {
 public:
  /// `names` are the server's names besides localhost, and of sites that may call it: host names separated by commas,
  /// in any case, without ports. Throws std::invalid_argument for something else.
  explicit OwnHosts(std::string_view names);

  /// Returns 403 if a web page of another site calls: `host_unknown` for a Host that is neither an IP address,
  /// localhost nor one of the names, `origin_foreign` for an Origin other than the Host and the names, or a
  /// Sec-Fetch-Site other than same-origin and none. Returns nothing for all others, such as programs, which send
  /// neither.
  [[nodiscard]] std::optional<Problem> refusal(const Request& request) const;
  /// Returns the same without a look at the page that calls: for pages of sites that are invited.
  [[nodiscard]] std::optional<Problem> refusal_of_host(const Request& request) const;

 private:
  [[nodiscard]] bool is_named(std::string_view host) const;
  [[nodiscard]] bool is_own(std::string_view host) const;
  [[nodiscard]] bool is_own_origin(std::string_view origin, std::string_view authority) const;

  std::vector<std::string> names_;
};

}  // namespace ledger::api
