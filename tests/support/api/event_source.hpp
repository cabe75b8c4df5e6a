// A stream of server-sent events, read as far as a test wants.
#pragma once

#include <string>

#include "tests/support/api/api_server.hpp"

namespace ledger::test {

class EventSource {
 public:
  /// One message of the stream; what it does not say is empty.
  struct Message {
    std::string event;
    std::string id;
    std::string data;
  };

  EventSource(const ApiServer& server, const std::string& query, const HttpFields& fields = {});
  /// `url`: of a server, or of a proxy before it.
  EventSource(const std::string& url, const std::string& query, const HttpFields& fields = {});

  [[nodiscard]] const HttpResponse& head() const { return head_; }

  /// The next message that has data. Throws std::runtime_error at the end of the stream.
  Message next();
  /// The next one, which may be a comment.
  Message next_block();
  /// The next bytes; none at the end of the stream.
  std::string rest() { return connection_.receive_chunk(); }

 private:
  RawConnection connection_;
  HttpResponse head_;
  std::string text_;
};

}  // namespace ledger::test
