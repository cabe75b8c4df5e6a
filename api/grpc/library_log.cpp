#include "api/grpc/library_log.hpp"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ledger::api {
namespace {

constexpr std::chrono::minutes place_interval{1};
/// More than there are messages that anybody has seen; places beyond it are not logged.
constexpr std::size_t places_max = 256;
constexpr std::size_t text_bytes_max = 512;

/// A library's source file as it was compiled, without its folders: literals that live as long as the program.
std::string_view file_name(const char* path) {
  const std::string_view whole = path == nullptr ? "unknown" : path;
  return whole.substr(whole.rfind('/') + 1);
}

/// The text as one bounded line.
std::string one_line(std::string_view text) {
  std::string line(text.substr(0, text_bytes_max));
  std::replace_if(
      line.begin(), line.end(), [](unsigned char each) { return each < 0x20 || each >= 0x7f; }, ' ');
  return line;
}

/// Counts the messages of each place, so that one that speaks all the time does not fill the log.
class LogPlaces {
 public:
  /// Returns the number of this place's messages that were left out since the last logged one; nothing if this one is
  /// left out as well.
  std::optional<std::size_t> count(std::string_view file, int line) {
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    const auto found = places_.find({file, line});
    if (found == places_.end()) {
      if (places_.size() >= places_max) return std::nullopt;
      places_.emplace(std::pair(file, line), Place{.next = now + place_interval, .unsaid = 0});
      return 0;
    }
    auto& place = found->second;
    if (now < place.next) {
      ++place.unsaid;
      return std::nullopt;
    }
    place.next = now + place_interval;
    return std::exchange(place.unsaid, 0);
  }

 private:
  struct Place {
    std::chrono::steady_clock::time_point next;
    std::size_t unsaid = 0;
  };

  std::mutex mutex_;
  std::map<std::pair<std::string_view, int>, Place> places_;
};

/// Never destroyed, as gRPC's threads may outlive main.
LogPlaces& log_places() {
  static auto& all = *new LogPlaces();
  return all;
}

thread_local bool texts_are_ours = false;

void log_message(const char* library, spdlog::level::level_enum level, const char* path, int line,
                 std::string_view text) {
  if (!spdlog::should_log(level)) return;
  const auto file = file_name(path);
  if (texts_are_ours) {
    spdlog::log(level, "{}: {} ({}:{})", library, one_line(text), file, line);
    return;
  }
  const auto unsaid = log_places().count(file, line);
  if (!unsaid) return;
  spdlog::log(level, "{} reports a problem at {}:{}; {} more there since the last report", library, file, line,
              *unsaid);
}

void log_grpc(gpr_log_func_args* message) {
  const bool is_error = message->severity == GPR_LOG_SEVERITY_ERROR;
  log_message("gRPC", is_error ? spdlog::level::warn : spdlog::level::debug, message->file, message->line,
              message->message);
}

void log_protobuf(google::protobuf::LogLevel severity, const char* file, int line, const std::string& text) {
  const bool is_error = severity >= google::protobuf::LOGLEVEL_WARNING;
  log_message("protobuf", is_error ? spdlog::level::warn : spdlog::level::debug, file, line, text);
}

}  // namespace

void take_over_library_logs() {
  gpr_set_log_function(log_grpc);
  google::protobuf::SetLogHandler(log_protobuf);
}

LibraryTexts::LibraryTexts() { texts_are_ours = true; }

LibraryTexts::~LibraryTexts() { texts_are_ours = false; }

}  // namespace ledger::api
