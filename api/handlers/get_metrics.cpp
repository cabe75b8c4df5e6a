#include <prometheus/text_serializer.h>

#include "api/handlers/handlers.hpp"
#include "api/services/services.hpp"

namespace ledger::api {

Task<Response> get_metrics(Request& /*request*/, Services& services) {
  const prometheus::TextSerializer serializer;
  co_return Response{.status = Status::ok,
                     .body = serializer.Serialize(services.metrics.Collect()),
                     .content_type = metrics_type,
                     .fields = {}};
}

}  // namespace ledger::api
