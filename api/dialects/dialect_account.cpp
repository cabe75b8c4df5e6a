#include "api/dialects/dialect_account.hpp"

#include "api/services/known_identity.hpp"
#include "api/services/submit.hpp"
#include "ledger/crypto/random_uid.hpp"
#include "ledger/directory/seal.hpp"
#include "ledger/queries/account_list.hpp"

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

Task<std::optional<Event>> find_dialect_account(AppContext& services, std::string external_id) {
  auto find = [external_id = std::move(external_id)](pqxx::transaction_base& transaction) -> std::optional<Event> {
    auto found =
        find_known(transaction, [&](pqxx::transaction_base& session) { return find_account(session, external_id); });
    return found ? std::optional(std::move(found->last)) : std::nullopt;
  };
  co_return co_await services.reads.run(std::move(find));
}

Task<std::variant<Event, Outcome>> find_or_open_dialect_account(AppContext& services, std::string external_id,
                                                                std::string actor) {
  auto found = co_await find_dialect_account(services, external_id);
  if (found) co_return std::move(*found);
  Outcome outcome = co_await submit(services.writer, opening(services, external_id, std::move(actor)));
  if (was_opened_by_another(outcome)) {
    found = co_await find_dialect_account(services, std::move(external_id));
    if (found) co_return std::move(*found);
  }
  if (auto* applied = std::get_if<Applied>(&outcome)) co_return std::move(applied->recorded.legs.front());
  co_return std::move(outcome);
}

}  // namespace ledger::api
