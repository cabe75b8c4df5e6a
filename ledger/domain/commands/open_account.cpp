#include "ledger/domain/commands/open_account.hpp"

#include "ledger/domain/commands/limit.hpp"
#include "ledger/domain/values/invariant.hpp"

namespace ledger {

Decision decide(const LedgerView& view, const OpenAccount& command, Moment now) {
  ensure(command.account > AccountId(0), "an account is opened under a positive id");
  ensure(view.find(command.account) == nullptr, "an account is opened under an id never used before");
  const auto currency = command.currency.value_or(command.default_currency);
  const auto limit = limit_in(currency, command.limit);
  if (const auto* rejection = std::get_if<Rejection>(&limit)) return *rejection;
  if (std::get<MinorUnits>(limit) < 0) return invalid_limit();
  if (command.identity.external_id && view.external_id_taken(*command.identity.external_id)) {
    return Rejection{RejectionCode::external_id_taken, "external_id",
                     "another account has this external id; look accounts up by it"};
  }
  if (command.identity.login && view.login_taken(command.identity.login->name)) {
    return Rejection{RejectionCode::login_taken, "login", "another account has this login"};
  }

  Event event;
  event.account = command.account;
  event.version = Version(1);
  event.uid = command.uid;
  event.type = EventType::account_opened;
  event.currency = currency;
  event.limit = std::get<MinorUnits>(limit);
  event.effective = now;
  event.actor = command.actor;
  event.text_hash = command.identity.hash;
  return std::vector<Event>{event};
}

FieldNames differing_fields(const RecordedTransaction& recorded, const OpenAccount& command) {
  const Event& opened = recorded.legs.front();
  if (opened.type != EventType::account_opened) return {"type"};
  FieldNames differing;
  if (command.currency && *command.currency != opened.currency) differing.push_back("currency");
  const auto limit = limit_in(opened.currency, command.limit);
  const auto* stated = std::get_if<MinorUnits>(&limit);
  if (command.limit && (stated == nullptr || *stated != opened.limit)) differing.push_back("limit");
  if (!recorded.identity) return differing;  // erased: any name matches
  const Identity& asked = command.identity;
  const Identity& known = *recorded.identity;
  if (known.name != asked.name) differing.push_back("name");
  if (asked.external_id && known.external_id != asked.external_id) differing.push_back("external_id");
  // Passwords are not compared here: a hash of the same one differs each time.
  if (asked.login && (!known.login || known.login->name != asked.login->name)) differing.push_back("login");
  return differing;
}

}  // namespace ledger
