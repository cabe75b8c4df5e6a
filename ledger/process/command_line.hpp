// A program's options, given by flags and environment variables. A flag wins over the environment, and the environment
// over the value that was there before. CLI11, which takes long to compile, stays behind this.
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ledger {

/// An option's name, and the text that --help shows of it beside its type, its bounds and its default.
struct OptionText {
  /// "--name"; without dashes it is an argument that needs no name.
  std::string_view flag;
  /// The variable that is read where the flag is not given; none if empty. A variable that is empty counts as not set.
  std::string_view environment = {};
  /// "{}" in it stands for the default, which is otherwise told beside the type.
  std::string_view help = {};
  bool required = false;
  /// True if --help does not show it.
  bool hidden = false;
};

/// From `least` to `most`, both included.
template <class Value>
struct Bounds {
  Value least;
  Value most;
};

/// Names with values, such as a library's own settings; in the order of the options that they came from.
using Properties = std::vector<std::pair<std::string, std::string>>;

/// An option that was added, for what only some need. Refers to the command line.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}

  Option one_of(std::initializer_list<const char*> values) const;
  Option positive() const;
  Option existing_file() const;
  /// `error_in` returns what is wrong with a value; an empty text if nothing is.
  Option checked_by(std::string (*error_in)(const std::string& value)) const;
  /// May only be given together with that one.
  Option needs(const Option& other) const;
  /// May not be given together with that one, nor that one with this.
  Option excludes(const Option& other) const;
  /// Returns true if the command line or the environment gave it. Only after the command line was read.
  [[nodiscard]] bool was_given() const;

 private:
  CLI::Option* option_;
};

/// Adds options, which --help lists under one heading. Each writes what it was told to the value that it was added
/// with, which has to live until the command line was read; what it holds before is the default. Refers to the command
/// line.
class OptionGroup {
 public:
  OptionGroup(CLI::App& app, std::string heading) : app_(&app), heading_(std::move(heading)) {}

  /// The same command's options under another heading.
  [[nodiscard]] OptionGroup group(std::string heading) const { return {*app_, std::move(heading)}; }

  Option text(const OptionText& text, std::string& value) const;
  /// A text that should not stand in an environment or among a process's arguments, where others may read it. Adds a
  /// second option as well, "--name-file" or "NAME_FILE", for the path of a file whose first line it is; editors put an
  /// end of line behind a password. `take` throws std::invalid_argument for a text that is none, without repeating it.
  void secret(const OptionText& text, std::function<void(const std::string&)> take) const;
  /// Any number of texts, in one go or with the flag repeated.
  Option texts(const OptionText& text, std::vector<std::string>& values) const;

  /// Whole numbers: of int, std::int16_t, std::int64_t or std::size_t.
  template <class Number>
  Option number(const OptionText& text, Number& value) const;
  template <class Number>
  Option number(const OptionText& text, Number& value, const Bounds<Number>& bounds) const;
  template <class Number>
  Option numbers(const OptionText& text, std::vector<Number>& values) const;

  /// A whole number of milliseconds or seconds, whichever `value` is of.
  template <class Duration>
  Option duration(const OptionText& text, Duration& value, const Bounds<Duration>& bounds) const;

  /// Given or not.
  Option flag(const OptionText& text, bool& value) const;
  /// An option that is one of two words.
  Option choice(const OptionText& text, bool& value, const char* word_for_false, const char* word_for_true) const;

  /// Makes the given text the value of `property`; adds nothing if none is given.
  Option property(const OptionText& text, Properties& properties, std::string property) const;
  /// Any number of name=value, in one go with `delimiter` between them or with the flag repeated.
  Option properties(const OptionText& text, Properties& properties, char delimiter) const;

 protected:
  [[nodiscard]] CLI::App& app() const { return *app_; }

 private:
  Option add(CLI::Option& option, const OptionText& text) const;
  Option add(CLI::Option& option, const OptionText& text, const std::string& preset) const;

  CLI::App* app_;
  std::string heading_;
};

/// A word on the command line that says what to do, with options of its own besides the program's.
class Subcommand : public OptionGroup {
 public:
  explicit Subcommand(CLI::App& app);

  [[nodiscard]] bool was_given() const;

  /// A word behind this one, of which at most one may be given.
  [[nodiscard]] Subcommand subcommand(const std::string& name, const std::string& help) const;
  /// Demands that one of the subcommands is given.
  void require_subcommand() const;
};

/// A program's command line, with --help.
class CommandLine : public OptionGroup {
 public:
  /// `program` is its name in --help; without it, the one that it was started with.
  explicit CommandLine(std::string description, std::string program = {});
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// At most one subcommand may be given, before or after the program's options.
  [[nodiscard]] Subcommand subcommand(const std::string& name, const std::string& help) const;
  /// Demands that one of the subcommands is given.
  void require_subcommand() const;

  /// Sets the values of all options. An exit code where the program should end at once: 0 after --help, another after
  /// telling what is wrong.
  [[nodiscard]] std::optional<int> read(int argc, const char* const* argv) const;
  /// Does the same as read() above, but writes to these streams instead of standard output and standard error.
  std::optional<int> read(int argc, const char* const* argv, std::ostream& output, std::ostream& errors) const;

 private:
  explicit CommandLine(std::unique_ptr<CLI::App> app);

  std::unique_ptr<CLI::App> app_;
};

}  // namespace ledger
