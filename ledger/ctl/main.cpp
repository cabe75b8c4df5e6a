// ledgerctl: what an operator does to a ledger by hand.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string_view>

#include "ledger/ctl/checks/anchor_check.hpp"
#include "ledger/ctl/identity_commands.hpp"
#include "ledger/ctl/journal_count.hpp"
#include "ledger/ctl/migrate.hpp"
#include "ledger/ctl/rebuild.hpp"
#include "ledger/ctl/verify.hpp"
#include "ledger/ctl/verify_command.hpp"
#include "ledger/ctl/verify_note.hpp"
#include "ledger/ctl/verify_text.hpp"
#include "ledger/ctl/views/list_commands.hpp"
#include "ledger/ctl/watch/watch_commands.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/postgres/postgres.hpp"
#include "ledger/process/command_line.hpp"
#include "ledger/process/program.hpp"
#include "ledger/process/progress.hpp"
#include "ledger/publication/anchor_text.hpp"

namespace {

using namespace ledger;

/// Exit code 0 if all is well, 2 if anything is wrong.
int run_verify(const DatabaseSettings& settings, const VerifyOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  Progress progress("verify");
  const auto report = verify(
      settings, [&](std::int64_t done, std::int64_t total) { progress.update(done, total); }, options);
  progress.finish();
  fmt::print("{}", verify_text(report, std::chrono::steady_clock::now() - start));
  if (const auto refusal = note_verification(settings, report, options.whole)) {
    fmt::print(stderr, "no note of this was left in the database: {}\n", *refusal);
  }
  return report.fault ? 2 : 0;
}

int print_anchors(const DatabaseSettings& settings) {
  EventReader reader(settings, "ledgerctl anchor");
  for (const auto& anchor : current_anchors(reader)) fmt::print("{}\n", to_string(anchor));
  return 0;
}

/// Runs what only the owner of the ledger's tables may do, and says so if somebody else tries (PostgreSQL manual,
/// appendix A: insufficient_privilege).
template <class Work>
auto as_owner(Work work) {
  constexpr std::string_view insufficient_privilege = "42501";
  constexpr const char* advice =
      "{}\nlog in as the role that owns the ledger's database, which may be another than the services': DB_USER and "
      "DB_PASSWORD, or DATABASE_URL";
  try {
    return work();
  } catch (const std::exception& error) {
    const auto* refused = dynamic_cast<const StatementFailed*>(&error);
    if ((refused != nullptr ? refused->sqlstate() : sqlstate_of(error)) != insufficient_privilege) throw;
    throw std::runtime_error(fmt::format(advice, error.what()));
  }
}

int run_rebuild(const DatabaseSettings& settings) {
  const auto start = std::chrono::steady_clock::now();
  Progress progress("rebuild");
  const auto report = rebuild(settings, [&](std::int64_t done, std::int64_t total) { progress.update(done, total); });
  progress.finish();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print("{} events in {:.1f} s ({:.0f} events/s), indexes included\n", report.events, seconds.count(),
             static_cast<double>(report.events) / seconds.count());
  return 0;
}

}  // namespace

int main(int argc, char* argv[]) {
  const CommandLine line("Looks after a ledger's database.", "ledgerctl");
  line.require_subcommand();
  DatabaseSettings settings;
  add_database_options(line, settings);
  const auto migrate_command = line.subcommand(
      "migrate", "bring the schema up to date, as the database's owner; safe to run from several places");
  std::int64_t journals = 0;
  // Not in the help: see the benchmark.
  migrate_command.number({.flag = "--journals", .hidden = true}, journals, {1, 64});
  const VerifyCommand verify_command(line);
  const auto anchor_command = line.subcommand(
      "anchor", "print each journal's last position and hash, to keep where the database's owner cannot change them");
  const auto rebuild_command = line.subcommand("rebuild",
                                               "make the balance snapshots anew from the journal, as the database's "
                                               "owner, and exchange them; everything else goes "
                                               "on meanwhile");
  const IdentityCommands identity_commands(line);
  const ListCommands list_commands(line);
  const WatchCommands watch_commands(line);
  if (const auto exit_code = line.read(argc, argv)) return *exit_code;

  return run_program("ledgerctl", [&] {
    if (migrate_command.was_given()) {
      as_owner([&] { migrate(settings); });
      if (journals > 0) set_journal_count(settings, journals);
    }
    if (verify_command.was_given()) return run_verify(settings, verify_command.options());
    if (anchor_command.was_given()) return print_anchors(settings);
    if (rebuild_command.was_given()) return as_owner([&] { return run_rebuild(settings); });
    if (const auto exit_code = identity_commands.run(settings)) return *exit_code;
    if (const auto exit_code = list_commands.run(settings)) return *exit_code;
    if (const auto exit_code = watch_commands.run(settings)) return *exit_code;
    return 0;
  });
}
