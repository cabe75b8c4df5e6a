#include "ledger/ctl/views/top.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ledger/ctl/views/http_get.hpp"
#include "ledger/ctl/views/top_frame.hpp"
#include "ledger/process/program.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds asked_deadline{2};
constexpr long status_fine = 200;

// ECMA-48's control sequences, which every terminal knows.
constexpr const char* enter_screen = "\x1b[?1049h\x1b[?25l";
constexpr const char* leave_screen = "\x1b[?25h\x1b[?1049l";
constexpr const char* go_home = "\x1b[H";
constexpr const char* clear_line = "\x1b[K";
constexpr const char* clear_below = "\x1b[J";

std::string first_line_of(const std::string& text) { return text.substr(0, text.find('\n')); }

ServiceLook look_at(const ServiceAddress& service) {
  ServiceLook look;
  if (service.address.empty()) return look;
  try {
    const auto url = "http://" + service.address;
    const auto ready = http_get(url + "/readyz", asked_deadline);
    look.state = ready.status == status_fine ? "ready" : "not ready: " + first_line_of(ready.body);
    look.metrics = MetricsPage(http_get(url + "/metrics", asked_deadline).body);
  } catch (const std::exception& error) {
    look.state = error.what();
  }
  return look;
}

class Looker {
 public:
  Looker(const DatabaseSettings& settings, const ServiceAddresses& services)
      : settings_(settings), services_(services) {}

  Look look() {
    Look look{.at = std::chrono::steady_clock::now()};
    try {
      if (!connection_) {
        connection_.emplace(settings_, Session{.application = "ledgerctl top", .limits = lag_session_limits},
                            AnswerLimits{.deadline = lag_answer_deadline, .stop = {}});
        reader_.emplace(*connection_);
      }
      look.ledger = reader_->read();
    } catch (const std::exception& error) {
      reader_.reset();
      connection_.reset();
      look.database_trouble = first_line_of(error.what());
    }
    look.api = look_at(services_.api);
    look.projector = look_at(services_.projector);
    look.outbox = look_at(services_.outbox);
    return look;
  }

 private:
  const DatabaseSettings& settings_;
  const ServiceAddresses& services_;
  std::optional<PostgresConnection> connection_;
  std::optional<LedgerStateReader> reader_;
};

/// The terminal's other screen, as long as this object lives; nothing at all where the output is no terminal.
class Screen {
 public:
  Screen() : is_terminal_(isatty(STDOUT_FILENO) == 1) {
    if (is_terminal_) fmt::print("{}", enter_screen);
  }
  ~Screen() {
    if (is_terminal_) fmt::print("{}", leave_screen);
    std::fflush(stdout);
  }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  void show(const std::string& frame) const {
    fmt::print("{}", is_terminal_ ? drawn(frame) : frame + "\n");
    std::fflush(stdout);
  }

 private:
  /// Over the frame before, each line cut where the terminal ends. Frames have ASCII only, but for what a service
  /// says of itself.
  static std::string drawn(const std::string& frame) {
    winsize size{};
    const bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
    std::string text = go_home;
    int rows = 0;
    for (std::size_t begin = 0; begin < frame.size() && (!is_known || ++rows < size.ws_row);) {
      const auto end = std::min(frame.find('\n', begin), frame.size());
      const auto length = is_known ? std::min<std::size_t>(end - begin, size.ws_col) : end - begin;
      text.append(frame, begin, length).append(clear_line).append("\r\n");
      begin = end + 1;
    }
    return text + clear_below;
  }

  bool is_terminal_;
};

}  // namespace

int run_top(const DatabaseSettings& settings, const ServiceAddresses& services, const TopOptions& options) {
  StopSignal stop;
  Looker looker(settings, services);
  auto earlier = looker.look();
  if (options.once) {
    if (stop.wait_for(options.interval)) return 0;
    const auto frame = frame_of(earlier, looker.look(), services);
    fmt::print("{}", options.json ? json_of(frame) : text_of(frame));
    return 0;
  }
  const Screen screen;
  while (!stop.requested()) {
    auto later = looker.look();
    screen.show(text_of(frame_of(earlier, later, services)) + "\nCtrl-C ends it\n");
    earlier = std::move(later);
    stop.wait_for(options.interval);
  }
  return 0;
}

}  // namespace ledger
