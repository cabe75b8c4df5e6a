// By what a request is named in the logs of its client, of proxies and of this program.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ledger::api {

/// Returns true if a client's X-Request-Id is taken as it is: 1 to 128 letters, digits and `-_.:/+=`, which no log
/// takes for anything else.
bool is_request_id(std::string_view text);

/// Makes ids up, which no other source makes up as well. For one thread.
class RequestIds {
 public:
  RequestIds();
  /// Returns an id that is valid until the next call.
  std::string_view next();

 private:
  std::string text_;
  std::size_t prefix_length_;
  std::uint64_t count_ = 0;
};

}  // namespace ledger::api
