// ledgerctl: what an operator does to a ledger by hand.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "ledger/common/command_line.hpp"
#include "ledger/common/program.hpp"
#include "ledger/ctl/identity_commands.hpp"
#include "ledger/ctl/journal_count.hpp"
#include "ledger/ctl/migrate.hpp"
#include "ledger/ctl/progress.hpp"
#include "ledger/ctl/rebuild.hpp"
#include "ledger/ctl/verify.hpp"
#include "ledger/domain/currency.hpp"

namespace {

using namespace ledger;

std::string amount_text(WideSum amount, const std::string& currency) {
  return format_amount(amount, Currency::from_code(currency).value());
}

void print_sums(const VerifyReport& report) {
  for (const auto& [currency, sums] : report.sums) {
    fmt::print("{}: deposited {}, withdrawn {}, balances {}\n", currency, amount_text(sums.deposited, currency),
               amount_text(sums.withdrawn, currency), amount_text(sums.balances, currency));
  }
}

/// Exit code 0 if all is well, 2 if an event is wrong.
int run_verify(const DatabaseSettings& settings) {
  const auto start = std::chrono::steady_clock::now();
  Progress progress("verify");
  const auto report = verify(settings, [&](std::int64_t done, std::int64_t total) { progress.update(done, total); });
  progress.finish();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print("{} events of {} accounts in {:.1f} s ({:.0f} events/s)\n", report.events, report.accounts,
             seconds.count(), static_cast<double>(report.events) / seconds.count());
  if (report.fault) {
    fmt::print("WRONG: journal {}, position {}: {}\n", report.fault->journal.value, report.fault->position.value,
               report.fault->what);
    return 2;
  }
  print_sums(report);
  fmt::print("intact: positions, hash chain, versions, balances, texts, holds, reversals and sums\n");
  return 0;
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
  const auto verify_command = line.subcommand(
      "verify", "recompute hash chain, versions, balances and sums; exit code 2 names the first event that is wrong");
  const auto rebuild_command = line.subcommand("rebuild",
                                               "make the balance snapshots anew from the journal, as the database's "
                                               "owner, and exchange them; everything else goes "
                                               "on meanwhile");
  const IdentityCommands identity_commands(line);
  if (const auto exit_code = line.read(argc, argv)) return *exit_code;

  return run_program("ledgerctl", [&] {
    if (migrate_command.was_given()) {
      migrate(settings);
      if (journals > 0) set_journal_count(settings, journals);
    }
    if (verify_command.was_given()) return run_verify(settings);
    if (rebuild_command.was_given()) return run_rebuild(settings);
    if (const auto exit_code = identity_commands.run(settings)) return *exit_code;
    return 0;
  });
}
