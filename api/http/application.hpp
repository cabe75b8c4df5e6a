// The program behind a server: it is handed every request.
#pragma once

#include <string_view>

#include "api/coroutines/task.hpp"
#include "api/http/message/request.hpp"
#include "api/http/message/response.hpp"

namespace ledger::api {

/// Answers requests. Outlives the server, whose threads all use it at once.
class Application {
 public:
  virtual ~Application() = default;
  Application() = default;
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  /// Returns the answer, whatever happens: throws nothing. The request must live until then.
  virtual Task<Response> answer(Request& request) const = 0;

  /// Returns true if the body of such a request is taken piece by piece, so that it is not collected first.
  [[nodiscard]] virtual bool streams_body(Method method, std::string_view path) const = 0;
};

}  // namespace ledger::api
