#include "api/dialects/dialect_account.hpp"

#include "api/services/reads/external_accounts.hpp"
#include "api/services/submit.hpp"
#include "ledger/crypto/random_uid.hpp"
#include "ledger/directory/seal.hpp"

namespace ledger::api {
namespace {

OpenAccount opening(const AppContext& services, const std::string& external_id, std::string actor) {
  OpenAccount command;
  command.uid = random_uid();
  command.actor = std::move(actor);
  command.default_currency = services.default_currency;
  command.limit = Decimal{};
  command.identity = seal_identity(external_id, external_id);
  return command;
}

bool was_opened_by_another(const Outcome& outcome) {
  const auto* rejection = std::get_if<Rejection>(&outcome);
  return rejection != nullptr && rejection->code == RejectionCode::external_id_taken;
}

}  // namespace

Task<Result<Event, Outcome>> find_or_open_dialect_account(AppContext& services, std::string external_id,
                                                          std::string actor, std::optional<TraceParent> trace) {
  auto found = co_await look_up_external(services, external_id);
  if (found) co_return std::move(*found);
  Outcome outcome = co_await submit(services.writer, opening(services, external_id, std::move(actor)), trace);
  if (was_opened_by_another(outcome)) {
    found = co_await look_up_external(services, std::move(external_id));
    if (found) co_return std::move(*found);
  }
  if (auto* applied = std::get_if<Applied>(&outcome)) co_return std::move(applied->recorded.legs.front());
  co_return std::move(outcome);
}

}  // namespace ledger::api
