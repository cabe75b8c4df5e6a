#include "api/http/send_progress.hpp"

// Not <netinet/tcp.h>, whose tcp_info ends before the field that is needed.
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace ledger::api {

SendProgress::Clock::duration SendProgress::stalled_for(Clock::time_point now) {
  int outstanding = 0;
  tcp_info info{};
  socklen_t size = sizeof info;
  // A socket that cannot be asked is closed, which its user finds out by itself.
  const bool is_known =
      ioctl(socket_, SIOCOUTQ, &outstanding) == 0 && getsockopt(socket_, IPPROTO_TCP, TCP_INFO, &info, &size) == 0;
  if (!is_known || outstanding == 0 || info.tcpi_bytes_acked != acknowledged_bytes_) {
    acknowledged_bytes_ = info.tcpi_bytes_acked;
    progress_at_ = now;
  }
  return now - progress_at_;
}

}  // namespace ledger::api
