#include "ledger/process/log.hpp"

#include <fmt/format.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <spdlog/formatter.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace ledger {
namespace {

// Set before any thread starts.
LogFormat used_format = LogFormat::text;

/// The JSON members of the line that this thread is writing; spdlog formats it before log_with() returns. They are not
/// part of the message, since a message may repeat whatever somebody has sent.
thread_local std::string_view members_of_line;

using JsonBuffer = rapidjson::StringBuffer;
using JsonLine = rapidjson::Writer<JsonBuffer>;

bool is_utf8(std::string_view text) {
  rapidjson::MemoryStream bytes(text.data(), text.size());
  JsonBuffer copy;
  while (bytes.Tell() < text.size()) {
    if (!rapidjson::UTF8<>::Validate(bytes, copy)) return false;
  }
  return true;
}

/// JSON is UTF-8 (RFC 8259, 8.1); a server's message in another encoding keeps its ASCII only.
void write_text(JsonLine& line, std::string_view text) {
  std::string ascii;
  if (!is_utf8(text)) {
    ascii = text;
    std::replace_if(
        ascii.begin(), ascii.end(), [](unsigned char byte) { return byte >= 0x80; }, '?');
    text = ascii;
  }
  line.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write_member(JsonLine& line, std::string_view name, std::string_view value) {
  line.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  write_text(line, value);
}

std::string time_text(std::chrono::system_clock::time_point time) {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
  const auto seconds = static_cast<std::time_t>(us / 1'000'000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, us % 1'000'000);
}

/// A line is one JSON object (RFC 8259).
class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& output) override {
    const auto level = spdlog::level::to_string_view(message.level);
    JsonBuffer buffer;
    JsonLine line(buffer);
    line.StartObject();
    write_member(line, "time", time_text(message.time));
    write_member(line, "level", {level.data(), level.size()});
    write_member(line, "program", {message.logger_name.data(), message.logger_name.size()});
    write_member(line, "message", {message.payload.data(), message.payload.size()});
    line.EndObject();
    const std::string_view whole(buffer.GetString(), buffer.GetSize());
    const auto without_end = whole.substr(0, whole.size() - 1);
    output.append(without_end.begin(), without_end.end());
    output.append(members_of_line.begin(), members_of_line.end());
    constexpr std::string_view end = "}\n";
    output.append(end.begin(), end.end());
  }

  [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(); }
};

std::string environment_word(const char* name, const char* preset) {
  const char* const given = std::getenv(name);
  std::string word = given == nullptr || *given == '\0' ? preset : given;
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
  return word;
}

LogFormat wanted_format() {
  const auto name = environment_word("LEDGER_LOG_FORMAT", "text");
  if (name == "text") return LogFormat::text;
  if (name == "json") return LogFormat::json;
  throw std::invalid_argument("LEDGER_LOG_FORMAT is text or json");
}

spdlog::level::level_enum wanted_level() {
  const auto name = environment_word("LEDGER_LOG_LEVEL", "info");
  const auto level = spdlog::level::from_str(name);
  // The library takes any unknown name for "off".
  if (level == spdlog::level::off && name != "off") {
    throw std::invalid_argument("LEDGER_LOG_LEVEL is trace, debug, info, warn, error, critical or off");
  }
  return level;
}

/// Returns `,"name":value` for each field.
std::string json_members(std::initializer_list<LogField> fields) {
  JsonBuffer buffer;
  JsonLine line(buffer);
  line.StartObject();
  for (const auto& [name, value] : fields) {
    line.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    if (const auto* const number = std::get_if<std::int64_t>(&value)) {
      line.Int64(*number);
    } else {
      write_text(line, std::get<std::string_view>(value));
    }
  }
  line.EndObject();
  const std::string_view object(buffer.GetString(), buffer.GetSize());
  const auto inside = object.substr(1, object.size() - 2);
  return inside.empty() ? std::string() : "," + std::string(inside);
}

std::string text_behind(std::initializer_list<LogField> fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    std::visit([&text, name = name](const auto& shown) { text += fmt::format(" {}={}", name, shown); }, value);
  }
  return text;
}

}  // namespace

void start_log(const std::string& program) {
  auto logger = spdlog::stderr_logger_mt(program);
  spdlog::set_default_logger(logger);
  logger->flush_on(spdlog::level::info);
  // Also what is wrong with the settings is told in the format that they ask for.
  set_log_format(*logger, wanted_format());
  spdlog::set_level(wanted_level());
}

void set_log_format(spdlog::logger& logger, LogFormat format) {
  used_format = format;
  if (format == LogFormat::json) {
    logger.set_formatter(std::make_unique<JsonFormatter>());
  } else {
    logger.set_pattern("%Y-%m-%dT%H:%M:%S.%fZ %l %n: %v", spdlog::pattern_time_type::utc);
  }
}

void log_with(spdlog::level::level_enum level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!spdlog::should_log(level)) return;
  if (used_format == LogFormat::json) {
    const auto members = json_members(fields);
    members_of_line = members;
    spdlog::log(level, "{}", message);
    members_of_line = {};
  } else {
    spdlog::log(level, "{}{}", message, text_behind(fields));
  }
}

}  // namespace ledger
