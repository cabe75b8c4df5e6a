#include "outbox/recovery/resume_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/publication/hex.hpp"

namespace ledger {
namespace {

using Refusal = std::optional<std::string>;

Refusal refusal_of_gap(const StartFacts& facts, const ResumeOrder& order, const Hash& hash) {
  if (*order.leave_gap != hash) {
    return fmt::format("position {} of the journal has the hash {}, not {}", order.position.value, to_hex(hash),
                       to_hex(*order.leave_gap));
  }
  if (order.position == Position(0) && !facts.line->is_empty) {
    return fmt::format("topic {} has events, which would be published twice", facts.events.name);
  }
  const auto& common = facts.line->common;
  if (common && order.position < common->position) {
    return fmt::format("events up to position {} are on the topic; those behind {} would be published twice",
                       common->position.value, order.position.value);
  }
  return std::nullopt;
}

Refusal refusal_of_position(const StartFacts& facts, const ResumeOrder& order, const Hash& hash) {
  const auto gap = fmt::format("to leave out what the topic lacks: {} --leave-gap {}",
                               resume_command(order.journal, order.position), to_hex(hash));
  const auto& line = *facts.line;
  if (line.is_empty) {
    if (order.position == Position(0)) return std::nullopt;
    return fmt::format("topic {} has no events of journal {}. To publish everything: {}; {}", facts.events.name,
                       order.journal.value, resume_command(order.journal, Position(0)), gap);
  }
  if (!line.common) {
    return fmt::format(
        "the last position that topic {} and the journal have in common cannot be told: {}. Begin with "
        "an empty topic, or, {}",
        facts.events.name, line.problem, gap);
  }
  if (line.common->position == order.position) {
    if (!line.missing) return std::nullopt;
    return fmt::format("topic {} lacks events up to position {}. To publish everything: delete it, and {}; {}",
                       facts.events.name, line.missing->value, resume_command(order.journal, Position(0)), gap);
  }
  return fmt::format("the last position that topic {} and the journal have in common is {}. To go on there: {}",
                     facts.events.name, line.common->position.value, resume_at_common_command(order.journal, line)) +
         (order.position == Position(0) ? "; position 0 is for a topic without events" : "") +
         (order.position > line.common->position ? "; " + gap : "");
}

/// Returns true if events were published that the journal, as it is now, does not have.
bool gives_up_events(const StartFacts& facts) {
  const auto& line = *facts.line;
  if (line.common && line.end && line.end->position > line.common->position) return true;
  // A topic that cannot be compared may hold anything.
  if (!line.common && !line.is_empty) return true;
  return facts.cursor && facts.hash_at_cursor != facts.cursor->at.hash;
}

AccountId accounts_end_of(const StartFacts& facts, AccountId last_account) {
  const auto published = facts.cursor ? facts.cursor->accounts_end : std::nullopt;
  return std::max(published.value_or(last_account), last_account);
}

}  // namespace

std::variant<ResumePlan, std::string> plan_resume(const StartFacts& facts, const ResumeOrder& order,
                                                  const std::optional<Hash>& hash, AccountId last_account) {
  if (!hash) {
    return fmt::format("journal {} has no position {}: it ends at {}", order.journal.value, order.position.value,
                       facts.journal_end.value);
  }
  const auto refusal = order.leave_gap ? refusal_of_gap(facts, order, *hash) : refusal_of_position(facts, order, *hash);
  if (refusal) return *refusal;
  const auto& line = *facts.line;
  const bool is_gap = order.leave_gap && (!line.common || order.position > line.common->position);
  ResumePlan plan{.cursor = {.journal = order.journal,
                             .at = {.position = order.position, .hash = *hash},
                             .epochs = facts.cursor ? facts.cursor->epochs : latest_epochs(facts),
                             .accounts_end = accounts_end_of(facts, last_account),
                             .restated_to = facts.cursor ? facts.cursor->restated_to : std::nullopt,
                             .restate_all = facts.cursor && facts.cursor->restate_all,
                             .left_gap = is_gap && order.position > Position(0)},
                  .rewind = std::nullopt};
  // Consumers of balances are not to miss what they never hear of. From position 0 on they hear of everything anyway.
  if (plan.cursor.left_gap || (facts.balances_were_lost && order.position > Position(0))) {
    plan.cursor.restated_to = AccountId(0);
    plan.cursor.restate_all = true;
  }
  if (!gives_up_events(facts)) return plan;
  const bool earlier_is_due = plan.cursor.restated_to.has_value();
  // If nothing is known to be common, nothing of earlier epochs stays valid.
  const auto valid = line.common.value_or(ChainPoint{.position = Position(0), .hash = facts.genesis});
  plan.rewind = Rewind{.epoch = plan.cursor.epochs.current().next(), .last_valid = valid.position, .hash = valid.hash};
  plan.cursor.epochs = plan.cursor.epochs.with(*plan.rewind);
  plan.cursor.restated_to = AccountId(0);
  plan.cursor.restate_all = earlier_is_due || !line.is_whole() || !facts.cursor;
  return plan;
}

}  // namespace ledger
