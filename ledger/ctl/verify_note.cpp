#include "ledger/ctl/verify_note.hpp"

#include "ledger/postgres/database.hpp"
#include "ledger/queries/verification_note.hpp"

namespace ledger {
namespace {

constexpr SessionLimits note_limits{.statement = std::chrono::seconds(10)};

}  // namespace

std::optional<std::string> note_verification(const DatabaseSettings& settings, const VerifyReport& report, bool whole) {
  const auto session = connect(settings, {.application = "ledgerctl verify", .limits = note_limits});
  try {
    pqxx::work transaction(*session);
    note_verification(transaction, {.events = report.events, .whole = whole, .sound = !report.fault});
    transaction.commit();
  } catch (const pqxx::sql_error& refusal) {
    const std::string text = refusal.what();
    return text.substr(0, text.find('\n'));
  }
  return std::nullopt;
}

}  // namespace ledger
