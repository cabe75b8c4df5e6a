#include "ledger/ctl/views/list_commands.hpp"

#include <fmt/format.h>

#include <limits>

#include "ledger/ctl/views/ledger_views.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

constexpr SessionLimits view_limits{.statement = std::chrono::seconds(10)};
constexpr std::int64_t id_max = std::numeric_limits<std::int64_t>::max();

std::string error_in_uid(const std::string& text) { return parse_uid(text) ? "" : text + " is no UUID"; }

}  // namespace

ListCommands::ListCommands(const CommandLine& line)
    : accounts_(line.subcommand("accounts", "list accounts with their balances, a page at a time")),
      account_(line.subcommand("account", "show one account: state, runs, open holds and last events")),
      transaction_(
          line.subcommand("transaction", "show one transaction: its legs, what it reverses, what reversed it")),
      holds_(line.subcommand("holds", "list open holds, those that are due first")) {
  accounts_.number({.flag = "--after", .help = "begin behind this account"}, after_, {0, id_max});
  accounts_.text({.flag = "--external-id", .help = "only the account with this outside id"}, external_id_);
  accounts_.text({.flag = "--name", .help = "only accounts whose holder's name begins so"}, name_start_);
  account_.number({.flag = "account", .help = "its number", .required = true}, account_id_, {1, id_max});
  transaction_.text({.flag = "uid", .help = "its uid", .required = true}, uid_).checked_by(error_in_uid);
  for (const auto* command : {&accounts_, &account_, &holds_}) {
    command->number({.flag = "--limit", .help = "the most rows of a table"}, limit_, {1, 1'000});
  }
  for (const auto* command : {&accounts_, &account_, &transaction_}) {
    command->flag({.flag = "--identities", .help = "show names, outside ids and comments too: personal data"},
                  identities_);
  }
  for (const auto* command : {&accounts_, &account_, &transaction_, &holds_}) {
    command->flag({.flag = "--json", .help = "one JSON object, for programs"}, json_);
  }
}

std::optional<int> ListCommands::run(const DatabaseSettings& settings) const {
  if (!accounts_.was_given() && !account_.was_given() && !transaction_.was_given() && !holds_.was_given()) {
    return std::nullopt;
  }
  const auto connection = connect(settings, {.application = "ledgerctl", .limits = view_limits});
  // All statements have to show the same moment.
  SnapshotTransaction transaction(*connection);
  const auto identities = identities_ ? Identities::shown : Identities::hidden;
  std::optional<Answer> answer;
  if (holds_.was_given()) {
    answer = holds_view(transaction, limit_);
  } else if (account_.was_given()) {
    answer = account_view(transaction, AccountId(account_id_), limit_, identities);
  } else if (transaction_.was_given()) {
    answer = transaction_view(transaction, *parse_uid(uid_), identities);
  } else if (!external_id_.empty()) {
    answer = account_by_external_id(transaction, external_id_, identities);
  } else if (!name_start_.empty()) {
    answer = accounts_by_name(transaction, name_start_, limit_, identities);
  } else {
    answer = accounts_view(transaction, AccountId(after_), limit_, identities);
  }
  if (!answer) {
    fmt::print(stderr, "there is none\n");
    return 1;
  }
  fmt::print("{}", json_ ? json_of(*answer) : text_of(*answer));
  return 0;
}

}  // namespace ledger
