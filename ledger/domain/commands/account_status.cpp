#include "ledger/domain/commands/account_status.hpp"

namespace ledger {
namespace {

Decision status_event(const Account& account, const AccountCommand& command, EventType type, AccountStatus status,
                      Moment now) {
  Event event = following_event(account, type, command.uid, command.actor);
  event.status = status;
  event.effective = now;
  return std::vector<Event>{std::move(event)};
}

FieldNames differing_from(const RecordedTransaction& recorded, const AccountCommand& command, EventType type) {
  const Event& event = recorded.legs.front();
  FieldNames differing;
  if (event.type != type) differing.push_back("type");
  if (event.account != command.account) differing.push_back("user_id");
  return differing;
}

/// Due holds are never the reason: what is held is part of the balance, so their expiry empties no account.
std::optional<Rejection> refusal_unless_empty(const Account& account) {
  if (account.balance == 0 && account.held == 0) return std::nullopt;
  return Rejection{RejectionCode::account_not_empty, "user_id", "there is money in the account or on hold"};
}

}  // namespace

Decision decide(const LedgerView& view, const FreezeAccount& command, Moment now) {
  const auto found = find_open_account(view, command.account);
  if (const auto* rejection = std::get_if<Rejection>(&found)) return *rejection;
  return status_event(*std::get<const Account*>(found), command, EventType::account_frozen, AccountStatus::frozen, now);
}

Decision decide(const LedgerView& view, const UnfreezeAccount& command, Moment now) {
  const auto found = find_account(view, command.account);
  if (const auto* rejection = std::get_if<Rejection>(&found)) return *rejection;
  const Account& account = *std::get<const Account*>(found);
  if (account.status != AccountStatus::frozen) {
    return Rejection{RejectionCode::account_not_frozen, "user_id", "the account is not frozen"};
  }
  return status_event(account, command, EventType::account_unfrozen, AccountStatus::open, now);
}

Decision decide(const LedgerView& view, const CloseAccount& command, Moment now) {
  const auto found = find_account(view, command.account);
  if (const auto* rejection = std::get_if<Rejection>(&found)) return *rejection;
  const Account& account = *std::get<const Account*>(found);
  if (auto rejection = refusal_unless_empty(account)) return std::move(*rejection);
  return status_event(account, command, EventType::account_closed, AccountStatus::closed, now);
}

Decision decide(const LedgerView& view, const EraseIdentity& command, Moment now) {
  // A closed account's holder can be forgotten too: one who has left may ask for it.
  const Account* account = view.find(command.account);
  if (account == nullptr) {
    return Rejection{RejectionCode::account_not_found, "user_id",
                     "there is no account " + std::to_string(command.account.value)};
  }
  if (auto rejection = refusal_unless_empty(*account)) return std::move(*rejection);
  if (account->is_erased) {
    return Rejection{RejectionCode::identity_not_found, "user_id", "the identity is erased, and nothing came since"};
  }
  return status_event(*account, command, EventType::identity_erased, account->status, now);
}

FieldNames differing_fields(const RecordedTransaction& recorded, const FreezeAccount& command) {
  return differing_from(recorded, command, EventType::account_frozen);
}

FieldNames differing_fields(const RecordedTransaction& recorded, const UnfreezeAccount& command) {
  return differing_from(recorded, command, EventType::account_unfrozen);
}

FieldNames differing_fields(const RecordedTransaction& recorded, const CloseAccount& command) {
  return differing_from(recorded, command, EventType::account_closed);
}

FieldNames differing_fields(const RecordedTransaction& recorded, const EraseIdentity& command) {
  return differing_from(recorded, command, EventType::identity_erased);
}

}  // namespace ledger
