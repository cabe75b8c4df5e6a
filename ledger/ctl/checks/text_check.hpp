// Checks that the erasable texts are those their events were recorded with, and are there unless they were erased.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ledger/ctl/checks/restore_check.hpp"
#include "ledger/domain/event.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// A fault of a text, at the event that it belongs to.
struct WrongText {
  JournalId journal;
  Position position;
  std::string what;
};

/// Needs some memory for each account whose texts are gone. Erasures may go on meanwhile: a text that is missed may
/// have been erased by an event that comes later. A login stands in the identity's row and is in no hash: one that was
/// exchanged for another cannot be told. Not for use by several threads at once.
class TextCheck {
 public:
  /// Both must outlive it.
  TextCheck(PostgresConnection& connection, const RestoreCheck& restores);

  /// Returns how many texts are missing because they were lost in a restore.
  [[nodiscard]] std::int64_t lost_in_restores() const { return lost_in_restores_; }

  /// The first of the events (of one journal, without gaps) whose text's salted hash is not the event's; nothing if all
  /// is well. Takes note of texts that are missing and of erasures. Throws ConnectionLost or StatementFailed.
  std::optional<WrongText> check(const std::vector<Event>& events);

  /// The first text that is missing though no later event erased it. `last_version` returns an account's last version
  /// among the events checked. Throws ConnectionLost or StatementFailed.
  std::optional<WrongText> find_missing(const std::function<Version(AccountId)>& last_version);

  /// An identity or a comment that no event has a hash of; nothing if there is none. Throws ConnectionLost or
  /// StatementFailed.
  std::optional<std::string> find_stray_row();

 private:
  /// The missing texts of a page, as `position` and what is missing, in order of their positions.
  using MissingInPage = std::vector<std::pair<Position, std::string>>;
  std::optional<WrongText> check_present(const std::vector<Event>& events, MissingInPage& missing);
  void note(const std::vector<Event>& events, MissingInPage missing);
  std::optional<std::string> find_stray_identity();
  std::optional<std::string> find_stray_comment();

  PostgresConnection& connection_;
  const RestoreCheck& restores_;
  std::int64_t lost_in_restores_ = 0;
  /// The first missing text of each account since its last erasure.
  std::unordered_map<AccountId, WrongText> missing_;
};

}  // namespace ledger
