#include "api/http/backlog.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

namespace ledger::api {
namespace {

constexpr std::chrono::milliseconds burst_allowed{100};
/// Less than the second after which whoever was refused may come again, so that he is answered then.
constexpr std::chrono::milliseconds pause_between_late_max{500};

}  // namespace

std::chrono::milliseconds time_since_arrival(Socket& socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(socket.native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return {};
  return std::chrono::milliseconds(info.tcpi_last_data_recv);
}

bool Backlog::refuses(std::chrono::milliseconds waited, std::chrono::milliseconds wait_max, Clock::time_point now) {
  if (waited <= wait_max) {
    late_since_.reset();
    return false;
  }
  if (!late_since_ || now - late_last_ > pause_between_late_max) late_since_ = now;
  late_last_ = now;
  return now - *late_since_ > burst_allowed;
}

}  // namespace ledger::api
