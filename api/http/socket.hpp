// The connection to a client.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "api/http/task.hpp"

namespace ledger::api {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

}  // namespace ledger::api
