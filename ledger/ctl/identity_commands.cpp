#include "ledger/ctl/identity_commands.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <limits>

#include "ledger/ctl/identities.hpp"
#include "ledger/ctl/restored.hpp"

namespace ledger {

IdentityCommands::IdentityCommands(const CommandLine& line)
    : identities_(line.subcommand("identities",
                                  "keep names, outside ids and logins, which are in no event, and bring them back")),
      export_(identities_.subcommand("export",
                                     "write them to standard output as lines of JSON, password hashes included: "
                                     "personal data, to be kept like the database")),
      import_(identities_.subcommand("import",
                                     "store those of accounts that lost theirs in a restore; exit code 2 if lines "
                                     "were refused")),
      waive_(identities_.subcommand("waive", "do without: outside ids and logins that nobody has are free again")),
      list_(identities_.subcommand("list", "print the accounts whose identity is missing")),
      restored_(line.subcommand("restored",
                                "say that the database was put back to an earlier state in place, such as a disk "
                                "snapshot: writers stop until a relay has compared it with Kafka")) {
  identities_.require_subcommand();
  export_.number({.flag = "--since", .help = "the first account to write"}, since_,
                 {1, std::numeric_limits<std::int64_t>::max()});
  import_.text({.flag = "file", .help = "lines as export writes them; - for standard input", .required = true}, file_);
  import_.flag(
      {.flag = "--unproven", .help = "take lines without a salt as well, which no event proves; verify tells of them"},
      unproven_);
  const auto all = waive_.flag({.flag = "--all", .help = "all that are missing"}, all_);
  waive_.numbers({.flag = "--account", .help = "those of these accounts"}, accounts_).excludes(all);
}

std::optional<int> IdentityCommands::run(const DatabaseSettings& settings) const {
  if (restored_.was_given()) {
    note_restored(settings);
    fmt::print(
        "Writes are answered with 503 journal_unconfirmed from now on; reads go on. Once ledger-outbox runs, it "
        "compares "
        "the journal with Kafka.\nIf Kafka is not ahead, it confirms the database and writes go on by themselves; else "
        "its /readyz names the commands that bring the lost events back or give them up.\nA ledger-api with "
        "LEDGER_KAFKA_GUARD=off writes on regardless.\n");
    return 0;
  }
  if (!identities_.was_given()) return std::nullopt;
  if (import_.was_given()) return run_import(settings);
  if (waive_.was_given()) return run_waive(settings);
  if (list_.was_given()) {
    list_lost_identities(settings, std::cout);
    return 0;
  }
  const auto written = export_identities(settings, AccountId(since_), std::cout);
  fmt::print(stderr, "{} identities\n", written);
  return 0;
}

int IdentityCommands::run_import(const DatabaseSettings& settings) const {
  std::ifstream file;
  if (file_ != "-") file.open(file_);
  if (file_ != "-" && !file) {
    fmt::print(stderr, "{} cannot be read\n", file_);
    return 1;
  }
  auto& lines = file_ == "-" ? std::cin : static_cast<std::istream&>(file);
  const auto report = import_identities(settings, lines, unproven_ ? Unproven::accept : Unproven::refuse, std::cout);
  fmt::print("{} stored with proof, {} without, {} not missing, {} refused; {} still missing\n", report.proven,
             report.unproven, report.not_missing, report.refused, report.still_missing);
  return report.refused == 0 ? 0 : 2;
}

int IdentityCommands::run_waive(const DatabaseSettings& settings) const {
  if (!all_ && accounts_.empty()) {
    fmt::print(stderr, "--all or --account says which\n");
    return 1;
  }
  std::vector<AccountId> accounts;
  for (const auto account : accounts_) accounts.push_back(AccountId(account));
  const auto count = all_ ? waive_all_identities(settings) : waive_identities(settings, accounts);
  fmt::print("{} waived\n", count);
  return 0;
}

}  // namespace ledger
