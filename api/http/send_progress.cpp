#include "api/http/send_progress.hpp"

// Not <netinet/tcp.h>, whose tcp_info ends before the field that is needed.
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>

namespace ledger::api {
namespace {

constexpr std::int64_t bytes_per_second_min = 1'000;
/// More than any stall that is borne: what was taken beyond it counts no more.
constexpr std::uint64_t counted_bytes_max = 1'000'000'000;

}  // namespace

SendProgress::Clock::duration SendProgress::stalled_for(Clock::time_point now) {
  int outstanding = 0;
  tcp_info info{};
  socklen_t size = sizeof info;
  // A socket that cannot be asked is closed, which its user finds out by itself.
  const bool is_known =
      ioctl(socket_, SIOCOUTQ, &outstanding) == 0 && getsockopt(socket_, IPPROTO_TCP, TCP_INFO, &info, &size) == 0;
  if (!is_known || outstanding == 0) {
    progress_at_ = now;
  } else {
    const auto taken = std::min<std::uint64_t>(info.tcpi_bytes_acked - acknowledged_bytes_, counted_bytes_max);
    const auto earned = std::chrono::nanoseconds(std::chrono::seconds(taken)) / bytes_per_second_min;
    progress_at_ = std::min(progress_at_ + earned, now);
  }
  if (is_known) acknowledged_bytes_ = info.tcpi_bytes_acked;
  return now - progress_at_;
}

}  // namespace ledger::api
