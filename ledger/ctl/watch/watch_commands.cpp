#include "ledger/ctl/watch/watch_commands.hpp"

#include <fmt/format.h>

#include "ledger/ctl/watch/doctor.hpp"

namespace ledger {

WatchCommands::WatchCommands(const CommandLine& line)
    : doctor_(line.subcommand("doctor",
                              "look at the database, the journals, who follows them, and the services; say what to do. "
                              "Exit code 1 if there is anything to mend")),
      top_(line.subcommand("top", "show rates, lags, batches and who is active, until Ctrl-C")) {
  add_service_options(doctor_, doctor_services_);
  add_service_options(top_, top_services_);
  doctor_.flag({.flag = "--json", .help = "one JSON object, for programs"}, json_);
  const auto once = top_.flag({.flag = "--once", .help = "print one frame and end"}, top_options_.once);
  top_.flag({.flag = "--json", .help = "the frame as one JSON object"}, top_options_.json).needs(once);
  top_.duration({.flag = "--interval-seconds", .help = "between two looks"}, top_options_.interval,
                Bounds<std::chrono::seconds>{std::chrono::seconds(1), std::chrono::seconds(60)});
}

std::optional<int> WatchCommands::run(const DatabaseSettings& settings) const {
  if (top_.was_given()) return run_top(settings, top_services_, top_options_);
  if (!doctor_.was_given()) return std::nullopt;
  const auto diagnoses = examine(settings, doctor_services_);
  fmt::print("{}", json_ ? json_of(answer_of(diagnoses)) : text_of(diagnoses));
  return is_good(diagnoses) ? 0 : 1;
}

}  // namespace ledger
