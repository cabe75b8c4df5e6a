// Asking a program's status address.
#pragma once

#include <chrono>
#include <string>

namespace ledger {

struct HttpAnswer {
  long status = 0;
  std::string body;
};

/// GET of an http:// URL, the whole answer within the deadline and no larger than 4 MiB; no proxy is asked, and no
/// redirect followed. Blocks. Throws std::runtime_error that says what is wrong if there is no answer.
HttpAnswer http_get(const std::string& url, std::chrono::milliseconds deadline);

}  // namespace ledger
