#include "api/log/access_log.hpp"

#include <spdlog/spdlog.h>

#include <string>
#include <vector>

#include "ledger/process/log.hpp"

namespace ledger::api {
namespace {

/// Adds the fields of the names. `trace` is the text that they refer to.
void add_names(std::vector<LogField>& fields, const RequestNames& names, std::string& trace) {
  fields.emplace_back("request_id", names.id);
  if (!names.trace) return;
  trace = to_string(*names.trace);
  fields.emplace_back("traceparent", std::string_view(trace));
}

}  // namespace

void log_answer(const AnswerLine& line, bool is_on) {
  const auto level = is_on ? spdlog::level::info : spdlog::level::debug;
  if (!spdlog::should_log(level)) return;
  std::vector<LogField> fields = {{"method", line.method}};
  if (!line.route.empty()) fields.emplace_back("route", line.route);
  fields.emplace_back("status", line.status);
  const auto taken_us = std::chrono::duration_cast<std::chrono::microseconds>(line.taken).count();
  fields.emplace_back("duration_us", std::int64_t{taken_us});
  std::string trace;
  add_names(fields, line.names, trace);
  log_with(level, "request answered", fields);
}

void log_failure(const RequestNames& names, const std::exception& failure) {
  std::vector<LogField> fields;
  std::string trace;
  add_names(fields, names, trace);
  log_with(spdlog::level::err, std::string("a request failed: ") + failure.what(), fields);
}

}  // namespace ledger::api
