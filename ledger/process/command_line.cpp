#include "ledger/process/command_line.hpp"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>

#include "ledger/process/version.hpp"

namespace ledger {
namespace {

constexpr std::string_view place_of_default = "{}";

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) throw CLI::ValidationError(path, "cannot be read, or is empty");
  // Windows ends a line with two characters.
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

void add_property(const std::string& flag, Properties& properties, const std::string& text) {
  const auto sign = text.find('=');
  // The value may be a secret, so it is not repeated.
  if (sign == std::string::npos) throw CLI::ValidationError(flag, "one is not name=value");
  properties.emplace_back(text.substr(0, sign), text.substr(sign + 1));
}

/// Tells a flag, or another word, without the value that may be attached to it.
std::string without_value(const std::string& argument) {
  const bool is_short_flag = argument.starts_with('-') && !argument.starts_with("--");
  return argument.substr(0, is_short_flag ? 2 : argument.find('='));
}

/// Lists the arguments that nobody asked for. A word behind a misspelt flag may be a secret, so from there on only
/// flags are repeated.
CLI::ParseError unexpected(const CLI::App& app, const CLI::ParseError& error) {
  std::string unknown = "unknown:";
  bool had_flag = false;
  for (const auto& argument : app.remaining(true)) {
    const bool is_flag = argument.starts_with('-');
    if (is_flag || !had_flag) unknown += " " + without_value(argument);
    had_flag = had_flag || is_flag;
  }
  return CLI::ExtrasError(unknown, error.get_exit_code());
}

/// Takes what the environment says of options that nobody gave. CLI11 2.4 passes over a value there that a check
/// refuses, as if it was not set; this throws CLI::ParseError for it, as CLI11 2.1 does.
void take_environment(CLI::App& app) {
  for (auto* const option : app.get_options(std::function<bool(CLI::Option*)>())) {
    const auto& variable = option->get_envname();
    const char* const value = variable.empty() || option->count() > 0 ? nullptr : std::getenv(variable.c_str());
    if (value == nullptr || *value == '\0') continue;
    option->add_result(value);
    option->run_callback();
  }
  for (auto* const command : app.get_subcommands()) take_environment(*command);
}

}  // namespace

Option Option::one_of(std::initializer_list<const char*> values) const {
  return Option(*option_->check(CLI::IsMember(std::vector<std::string>(values.begin(), values.end()))));
}

Option Option::positive() const { return Option(*option_->check(CLI::PositiveNumber)); }

Option Option::existing_file() const { return Option(*option_->check(CLI::ExistingFile)); }

Option Option::checked_by(std::string (*error_in)(const std::string& value)) const {
  return Option(*option_->check(error_in));
}

Option Option::needs(const Option& other) const { return Option(*option_->needs(other.option_)); }

Option Option::excludes(const Option& other) const { return Option(*option_->excludes(other.option_)); }

bool Option::was_given() const { return option_->count() > 0; }

Option OptionGroup::add(CLI::Option& option, const OptionText& text) const {
  option.description(std::string(text.help))->envname(std::string(text.environment));
  option.required(text.required)->group(text.hidden ? std::string() : heading_);
  return Option(option);
}

Option OptionGroup::add(CLI::Option& option, const OptionText& text, const std::string& preset) const {
  const Option added = add(option, text);
  if (const auto place = text.help.find(place_of_default); place != std::string_view::npos) {
    option.description(std::string(text.help).replace(place, place_of_default.size(), preset));
  } else if (!text.required) {
    option.default_str(preset);
  }
  return added;
}

Option OptionGroup::text(const OptionText& text, std::string& value) const {
  return add(*app_->add_option(std::string(text.flag), value), text, value);
}

void OptionGroup::secret(const OptionText& text, std::function<void(const std::string&)> take) const {
  const std::string flag(text.flag);
  const auto take_checked = [flag, take = std::move(take)](const std::string& value) {
    try {
      take(value);
    } catch (const std::invalid_argument& error) {
      throw CLI::ValidationError(flag, error.what());
    }
  };
  const auto direct = add(*app_->add_option_function<std::string>(flag, take_checked), text);
  const std::string file_flag = flag + "-file";
  const std::string file_environment = text.environment.empty() ? "" : std::string(text.environment) + "_FILE";
  const std::string file_help = "a file whose first line it is";
  add(*app_->add_option_function<std::string>(
          file_flag, [take_checked](const std::string& path) { take_checked(first_line(path)); }),
      {.flag = file_flag, .environment = file_environment, .help = file_help})
      .existing_file()
      .excludes(direct);
}

Option OptionGroup::texts(const OptionText& text, std::vector<std::string>& values) const {
  return add(*app_->add_option(std::string(text.flag), values), text);
}

template <class Number>
Option OptionGroup::number(const OptionText& text, Number& value) const {
  return add(*app_->add_option(std::string(text.flag), value), text, std::to_string(value));
}

template <class Number>
Option OptionGroup::number(const OptionText& text, Number& value, const Bounds<Number>& bounds) const {
  auto* const option = app_->add_option(std::string(text.flag), value)->check(CLI::Range(bounds.least, bounds.most));
  return add(*option, text, std::to_string(value));
}

template <class Number>
Option OptionGroup::numbers(const OptionText& text, std::vector<Number>& values) const {
  return add(*app_->add_option(std::string(text.flag), values), text);
}

template <class Duration>
Option OptionGroup::duration(const OptionText& text, Duration& value, const Bounds<Duration>& bounds) const {
  auto* const option = app_->add_option_function<std::int64_t>(
      std::string(text.flag), [&value](const std::int64_t& count) { value = Duration(count); });
  option->check(CLI::Range(std::int64_t{bounds.least.count()}, std::int64_t{bounds.most.count()}));
  return add(*option, text, std::to_string(value.count()));
}

Option OptionGroup::flag(const OptionText& text, bool& value) const {
  return add(*app_->add_flag(std::string(text.flag), value), text);
}

Option OptionGroup::choice(const OptionText& text, bool& value, const char* word_for_false,
                           const char* word_for_true) const {
  auto* const option = app_->add_option_function<std::string>(
      std::string(text.flag), [&value, word_for_true](const std::string& word) { value = word == word_for_true; });
  return add(*option, text, value ? word_for_true : word_for_false).one_of({word_for_false, word_for_true});
}

Option OptionGroup::property(const OptionText& text, Properties& properties, std::string property) const {
  auto* const option = app_->add_option_function<std::string>(
      std::string(text.flag), [&properties, property = std::move(property)](const std::string& value) {
        properties.emplace_back(property, value);
      });
  return add(*option, text);
}

Option OptionGroup::properties(const OptionText& text, Properties& properties, char delimiter) const {
  const std::string flag(text.flag);
  auto* const option = app_->add_option_function<std::vector<std::string>>(
      flag, [&properties, flag](const std::vector<std::string>& values) {
        for (const auto& value : values) add_property(flag, properties, value);
      });
  option->delimiter(delimiter);
  return add(*option, text);
}

template Option OptionGroup::number(const OptionText&, int&) const;
template Option OptionGroup::number(const OptionText&, std::int16_t&) const;
template Option OptionGroup::number(const OptionText&, std::int64_t&) const;
template Option OptionGroup::number(const OptionText&, std::size_t&) const;
template Option OptionGroup::number(const OptionText&, int&, const Bounds<int>&) const;
template Option OptionGroup::number(const OptionText&, std::int16_t&, const Bounds<std::int16_t>&) const;
template Option OptionGroup::number(const OptionText&, std::int64_t&, const Bounds<std::int64_t>&) const;
template Option OptionGroup::number(const OptionText&, std::size_t&, const Bounds<std::size_t>&) const;
template Option OptionGroup::numbers(const OptionText&, std::vector<std::int64_t>&) const;
template Option OptionGroup::duration(const OptionText&, std::chrono::milliseconds&,
                                      const Bounds<std::chrono::milliseconds>&) const;
template Option OptionGroup::duration(const OptionText&, std::chrono::seconds&,
                                      const Bounds<std::chrono::seconds>&) const;

// CLI11 wants a heading where options have none of their own.
Subcommand::Subcommand(CLI::App& app) : OptionGroup(app, "Options") {}

bool Subcommand::was_given() const { return app().parsed(); }

Subcommand Subcommand::subcommand(const std::string& name, const std::string& help) const {
  if (app().get_require_subcommand_max() == 0) app().require_subcommand(0, 1);
  return Subcommand(*app().add_subcommand(name, help));
}

void Subcommand::require_subcommand() const { app().require_subcommand(1); }

CommandLine::CommandLine(std::string description, std::string program)
    : CommandLine(std::make_unique<CLI::App>(std::move(description), std::move(program))) {}

CommandLine::CommandLine(std::unique_ptr<CLI::App> app) : OptionGroup(*app, "Options"), app_(std::move(app)) {
  app_->set_version_flag("--version", std::string(version()), "Print the version and exit");
  app_->footer(
      "LEDGER_LOG_LEVEL: trace, debug, info (default), warn, error, critical or off. LEDGER_LOG_FORMAT: text (default) "
      "or json.");
  // Subcommands inherit it: they leave the program's own options to the program.
  app_->fallthrough();
}

CommandLine::~CommandLine() = default;

Subcommand CommandLine::subcommand(const std::string& name, const std::string& help) const {
  if (app_->get_require_subcommand_max() == 0) app_->require_subcommand(0, 1);
  return Subcommand(*app_->add_subcommand(name, help));
}

void CommandLine::require_subcommand() const { app_->require_subcommand(1); }

std::optional<int> CommandLine::read(int argc, const char* const* argv) const {
  return read(argc, argv, std::cout, std::cerr);
}

std::optional<int> CommandLine::read(int argc, const char* const* argv, std::ostream& output,
                                     std::ostream& errors) const {
  try {
    app_->parse(argc, argv);
    take_environment(*app_);
    return std::nullopt;
  } catch (const CLI::ExtrasError& error) {
    return app_->exit(unexpected(*app_, error), output, errors);
  } catch (const CLI::RequiredError& error) {
    // Where a subcommand is wanted, a word that is none says more than that. Words behind it may be secrets.
    const auto words = app_->remaining(true);
    const auto unknown = words.empty() ? std::string() : "; unknown: " + without_value(words.front());
    return app_->exit(CLI::ExtrasError(error.what() + unknown, error.get_exit_code()), output, errors);
  } catch (const CLI::ParseError& error) {
    return app_->exit(error, output, errors);
  }
}

}  // namespace ledger
