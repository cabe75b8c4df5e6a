// Decides where a relay may go on deliberately, and what has to be told to consumers. A pure function.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "outbox/topics/start_check.hpp"

namespace ledger {

/// The order of an operator.
struct ResumeOrder {
  JournalId journal;
  /// The last position that counts as published.
  Position position;
  /// The journal's hash there, which confirms that a gap on the topic is meant.
  std::optional<Hash> leave_gap;
};

/// The steps that follow from the order.
struct ResumePlan {
  /// The cursor that the relay goes on with.
  Cursor cursor;
  /// The epoch that begins because published events are given up; nothing where none are.
  std::optional<Rewind> rewind;
};

/// `facts` with the line and without the note's checks; `hash` is the journal's at the order's position, or nothing if
/// it does not reach it; `last_account` is the highest account id in the database. A text says why not, and which
/// command would do.
std::variant<ResumePlan, std::string> plan_resume(const StartFacts& facts, const ResumeOrder& order,
                                                  const std::optional<Hash>& hash, AccountId last_account);

}  // namespace ledger
