// Reading arguments and the environment as a program does.
#pragma once

#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "ledger/process/command_line.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {

inline constexpr const char* variable = "LEDGER_COMMAND_LINE_TEST";
inline constexpr const char* variable_of_file = "LEDGER_COMMAND_LINE_TEST_FILE";

/// Sets the variable for as long as it lives.
class Environment {
 public:
  explicit Environment(const char* value, const char* name = variable) : name_(name) { ::setenv(name_, value, 1); }
  ~Environment() { ::unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
};

struct Reading {
  std::optional<int> exit_code;
  std::string output;
  std::string errors;

  [[nodiscard]] bool went_well() const { return !exit_code; }
  /// Refused, with a text that has this in it.
  [[nodiscard]] bool refused(const std::string& text) const {
    return exit_code.value_or(0) != 0 && output.empty() && errors.find(text) != std::string::npos;
  }
};

inline Reading read(const CommandLine& line, std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "program");
  std::ostringstream output;
  std::ostringstream errors;
  const auto exit_code = line.read(static_cast<int>(arguments.size()), arguments.data(), output, errors);
  return {.exit_code = exit_code, .output = output.str(), .errors = errors.str()};
}

inline std::string help_of(const CommandLine& line) {
  const auto reading = read(line, {"--help"});
  REQUIRE(reading.exit_code == 0);
  REQUIRE(reading.errors.empty());
  return reading.output;
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace ledger::test
