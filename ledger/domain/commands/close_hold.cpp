#include "ledger/domain/commands/close_hold.hpp"

#include "ledger/domain/details.hpp"
#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

bool names_this_hold(const RecordedTransaction& recorded, const CloseHold& command) {
  return hold_status(recorded) &&
         (!command.service_id || *command.service_id == hold_terms(recorded.legs.front()).service_id);
}

}  // namespace

Checked<const Event*> find_open_hold(const LedgerView& view, const CloseHold& command) {
  const RecordedTransaction* recorded = view.recorded(command.uid);
  // The account is missing only where the hold was placed a moment ago, in a journal that is not locked here.
  if (recorded == nullptr || !names_this_hold(*recorded, command) ||
      view.find(recorded->legs.front().account) == nullptr) {
    return Rejection{RejectionCode::hold_not_found, "uid", "there is no such hold"};
  }
  ensure(hold_status(*recorded) == HoldStatus::open, "a hold that has ended is answered before it is decided");
  return &recorded->legs.front();
}

Decision release(const LedgerView& view, const CloseHold& command, const Event& placed, EventType type,
                 Moment effective) {
  Event event = following_event(*view.find(placed.account), type, command.uid, command.actor);
  event.leg = Leg(1);
  event.amount = placed.amount;
  event.held -= placed.amount;
  event.effective = effective;
  return std::vector<Event>{std::move(event)};
}

bool is_due(const Event& placed, Moment now) { return now >= hold_terms(placed).expires; }

bool is_due(const RecordedTransaction& recorded, Moment now) {
  return hold_status(recorded) == HoldStatus::open && is_due(recorded.legs.front(), now);
}

Decision expire(const LedgerView& view, const CloseHold& command, const Event& placed) {
  return release(view, command, placed, EventType::hold_expired, hold_terms(placed).expires);
}

UidMatch match_uid(const RecordedTransaction& recorded, const CloseHold& command) {
  const bool has_ended = names_this_hold(recorded, command) && hold_status(recorded) != HoldStatus::open;
  return has_ended ? UidMatch::replay : UidMatch::none;
}

}  // namespace ledger
