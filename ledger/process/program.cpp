#include "ledger/process/program.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <stdexcept>

#include "ledger/process/log.hpp"

namespace ledger {
namespace {

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

StopSignal::StopSignal() {
  const auto signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A peer that closes its end is reported by the write itself.
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): it cannot fail for a valid signal
}

bool StopSignal::wait_for(std::chrono::milliseconds timeout) {
  if (!requested_ && wait_for_another(timeout)) requested_ = true;
  return requested_;
}

bool StopSignal::wait_for_another(std::chrono::milliseconds timeout) {
  const auto signals = stop_signals();
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(timeout - whole);
  const timespec wait{.tv_sec = whole.count(), .tv_nsec = rest.count()};
  return sigtimedwait(&signals, nullptr, &wait) > 0;
}

int run_program(const std::string& program, const std::function<int()>& body) {
  try {
    start_log(program);
    return body();
  } catch (const std::exception& error) {
    spdlog::critical("{}", error.what());
    return 1;
  }
}

HostAndPort parse_host_and_port(const std::string& text) {
  const auto colon = text.rfind(':');
  HostAndPort result;
  if (colon == std::string::npos) throw std::invalid_argument("'" + text + "' is not host:port");
  result.host = text.substr(0, colon);
  if (result.host.size() >= 2 && result.host.front() == '[' && result.host.back() == ']') {
    result.host = result.host.substr(1, result.host.size() - 2);
  }
  const auto* const first = text.data() + colon + 1;
  const auto* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(first, last, result.port);
  if (error != std::errc{} || end != last) throw std::invalid_argument("'" + text + "' is not host:port");
  return result;
}

}  // namespace ledger
