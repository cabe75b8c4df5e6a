// What a program writes to standard error, a line for each thing that happened.
#pragma once

#include <spdlog/common.h>

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace spdlog {
class logger;
}  // namespace spdlog

namespace ledger {

/// Makes spdlog write single lines to standard error: time (UTC), level, program, message. With LEDGER_LOG_FORMAT=json
/// each is a JSON object with the members `time`, `level`, `program` and `message`; `text` is the default. The level is
/// taken from LEDGER_LOG_LEVEL (trace … off; info without it). Throws std::invalid_argument for other values.
void start_log(const std::string& program);

enum class LogFormat { text, json };

/// Makes a logger write in that format, and log_with() as well.
void set_log_format(spdlog::logger& logger, LogFormat format);

/// A value that belongs to a message: a member of the line's JSON object, or name=value behind the text.
using LogField = std::pair<std::string_view, std::variant<std::string_view, std::int64_t>>;

/// Writes a line with fields, unless the level is not wanted. Nothing personal may be in them.
void log_with(spdlog::level::level_enum level, std::string_view message, std::span<const LogField> fields);
inline void log_with(spdlog::level::level_enum level, std::string_view message,
                     std::initializer_list<LogField> fields) {
  log_with(level, message, std::span(fields.begin(), fields.size()));
}

}  // namespace ledger
