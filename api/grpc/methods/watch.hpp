// Watch: a stream of events to one client.
#pragma once

#include "api/grpc/calls/call_dispatcher.hpp"
#include "ledger/v1/ledger.pb.h"

namespace ledger::api {

/// Answers one call of Watch until the client goes, or the program stops.
grpc::ServerWriteReactor<v1::WatchResponse>* start_watch(CallDispatcher& desk, grpc::CallbackServerContext* caller,
                                                         const v1::WatchRequest& request);

}  // namespace ledger::api
