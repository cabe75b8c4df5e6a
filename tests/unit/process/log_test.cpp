#include "ledger/process/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/json.hpp"

namespace ledger {
namespace {

/// Returns the line that `write` logs in a format.
template <class Write>
std::string line_of(LogFormat format, Write write) {
  std::ostringstream output;
  const auto before = spdlog::default_logger();
  auto logger = std::make_shared<spdlog::logger>("a-program", std::make_shared<spdlog::sinks::ostream_sink_mt>(output));
  set_log_format(*logger, format);
  spdlog::set_default_logger(logger);
  write();
  spdlog::set_default_logger(before);
  return output.str();
}

}  // namespace

TEST_CASE("A log line is text or one JSON object, whatever its message holds", "[log]") {
  const std::string hostile = "a \"quote\", a\nline, \x01, \xff\xfe and ü";
  const auto write = [&] {
    log_with(spdlog::level::warn, hostile, {{"request_id", "x-1"}, {"duration_us", std::int64_t{7}}});
  };
  const auto text = line_of(LogFormat::text, write);
  CHECK_THAT(text, Contains(" warning a-program: a \"quote\"") && EndsWith("request_id=x-1 duration_us=7\n"));

  const auto line = line_of(LogFormat::json, write);
  CHECK(line.find('\n') == line.size() - 1);
  const auto json = test::Json::parse(line);
  CHECK(json["level"] == "warning");
  CHECK(json["program"] == "a-program");
  CHECK(json["message"] == "a \"quote\", a\nline, \x01, ?? and ??");
  CHECK(json["request_id"] == "x-1");
  CHECK(json["duration_us"] == "7");
  CHECK_THAT(json["time"], Matches("20[0-9-]{8}T[0-9:]{8}\\.[0-9]{6}Z"));
}

TEST_CASE("No message adds members to its line of JSON", "[log]") {
  const std::string hostile = "a name \x1f,\"level\":\"info\"}\n{\"message\":\"made up\"";
  const auto line = line_of(LogFormat::json, [&] { spdlog::error(hostile); });
  CHECK(line.find('\n') == line.size() - 1);
  const auto json = test::Json::parse(line);
  CHECK(json["level"] == "error");
  CHECK(json["message"] == hostile);
}

TEST_CASE("A log line without fields is whole in either format", "[log]") {
  const auto write = [] { spdlog::info("an ordinary line, with ü"); };
  CHECK_THAT(line_of(LogFormat::text, write), EndsWith("Z info a-program: an ordinary line, with ü\n"));
  CHECK(test::Json::parse(line_of(LogFormat::json, write))["message"] == "an ordinary line, with ü");
}

}  // namespace ledger
