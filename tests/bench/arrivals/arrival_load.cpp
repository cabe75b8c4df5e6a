#include "tests/bench/arrivals/arrival_load.hpp"

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <stdexcept>
#include <system_error>

#include "tests/bench/arrivals/deposit_requests.hpp"
#include "tests/bench/arrivals/http_connection.hpp"

namespace ledger::arrivals {
namespace {

/// What is under way when the time is over may still be answered for so long.
constexpr std::chrono::seconds drain_time{10};
constexpr int unavailable = 503;
constexpr int recorded = 200;

sockaddr_in address_of(const ArrivalSettings& settings) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(settings.port));
  if (inet_pton(AF_INET, settings.host.c_str(), &address.sin_addr) != 1) {
    throw std::invalid_argument(settings.host + " is no address in digits");
  }
  return address;
}

/// The connections, and which of them are free.
class Load {
 public:
  explicit Load(const ArrivalSettings& settings)
      : settings_(settings),
        server_(address_of(settings)),
        requests_(settings.host + ":" + std::to_string(settings.port), settings.first_account, settings.accounts),
        poll_(epoll_create1(0)),
        interval_(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / settings.rate))) {
    if (poll_ < 0) throw std::system_error(errno, std::generic_category(), "no epoll");
    // The kernel otherwise wakes this thread up to 50 us late, to save power.
    prctl(PR_SET_TIMERSLACK, 1);
    for (int index = 0; index < settings.connections; ++index) {
      connections_.emplace_back(server_);
      watch(connections_.size() - 1);
      free_.push_back(connections_.size() - 1);
    }
  }
  ~Load() { close(poll_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  ArrivalReport run() {
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::seconds(settings_.seconds);
    next_due_ = begin;
    for (auto now = begin; now < end; now = Clock::now()) {
      take_arrivals(now);
      send_waiting();
      receive(std::min(next_due_, end) - Clock::now());
    }
    report_.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    report_.unsent += waiting_.size();
    const auto drained = end + drain_time;
    while (free_.size() < connections_.size() && Clock::now() < drained) receive(std::chrono::milliseconds(100));
    report_.failed += connections_.size() - free_.size();
    std::sort(report_.accepted_ms.begin(), report_.accepted_ms.end());
    std::sort(report_.refused_ms.begin(), report_.refused_ms.end());
    return std::move(report_);
  }

 private:
  void watch(std::size_t index) {
    epoll_event event{.events = EPOLLIN, .data = {.u64 = index}};
    if (epoll_ctl(poll_, EPOLL_CTL_ADD, connections_[index].descriptor(), &event) != 0) {
      throw std::system_error(errno, std::generic_category(), "a connection cannot be watched");
    }
  }

  /// Counts an arrival for each interval that has passed, however late this thread is.
  void take_arrivals(Clock::time_point now) {
    for (; next_due_ <= now; next_due_ += interval_) {
      ++report_.arrivals;
      if (waiting_.size() < settings_.waiting_max) {
        waiting_.push_back(next_due_);
      } else {
        ++report_.unsent;
      }
    }
  }

  void send_waiting() {
    while (!waiting_.empty() && !free_.empty()) {
      const auto index = free_.front();
      free_.pop_front();
      const auto due = waiting_.front();
      waiting_.pop_front();
      if (!connections_[index].send(requests_.next(), due)) replace(index);
    }
  }

  void receive(Clock::duration wait_max) {
    const auto wait_ns = std::max<std::int64_t>(0, std::chrono::nanoseconds(wait_max).count());
    const timespec wait{.tv_sec = wait_ns / 1'000'000'000, .tv_nsec = wait_ns % 1'000'000'000};
    std::array<epoll_event, 256> events;
    const int count = epoll_pwait2(poll_, events.data(), static_cast<int>(events.size()), &wait, nullptr);
    for (int event = 0; event < count; ++event) take_answer(events[static_cast<std::size_t>(event)].data.u64);
  }

  void take_answer(std::size_t index) {
    auto& connection = connections_[index];
    switch (connection.receive()) {
      case HttpConnection::Progress::waiting:
        return;
      case HttpConnection::Progress::over:
        return replace(index);
      case HttpConnection::Progress::answered:
        break;
    }
    free_.push_back(index);
    const double took_ms = std::chrono::duration<double, std::milli>(Clock::now() - connection.due()).count();
    if (connection.status() == recorded) {
      ++report_.accepted;
      report_.accepted_ms.push_back(took_ms);
    } else if (connection.status() == unavailable) {
      ++report_.refused;
      report_.refused_ms.push_back(took_ms);
    } else {
      ++report_.failed;
    }
  }

  /// Opens a connection anew that the server has closed, with or without a request under way.
  void replace(std::size_t index) {
    if (connections_[index].is_busy()) {
      ++report_.failed;
      free_.push_back(index);
    }
    connections_[index] = HttpConnection(server_);
    watch(index);
  }

  ArrivalSettings settings_;
  sockaddr_in server_;
  DepositRequests requests_;
  int poll_;
  Clock::duration interval_;
  Clock::time_point next_due_;
  std::vector<HttpConnection> connections_;
  /// The one that has been free for longest in front.
  std::deque<std::size_t> free_;
  /// When each arrival that waits for a connection was due.
  std::deque<Clock::time_point> waiting_;
  ArrivalReport report_;
};

}  // namespace

ArrivalReport run_arrivals(const ArrivalSettings& settings) { return Load(settings).run(); }

}  // namespace ledger::arrivals
