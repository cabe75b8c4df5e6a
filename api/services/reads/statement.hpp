// An account's statement: what moved its money between two times, as it was known at a position.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <vector>

#include "api/services/positions/known_position.hpp"
#include "ledger/publication/position_token.hpp"
#include "ledger/queries/balance_query.hpp"
#include "ledger/queries/statement_entries.hpp"

namespace ledger::api {

/// A place within a statement, with all that its next page would have to add up anew: so every page costs the same.
struct StatementPlace {
  /// The last entry before, or one that is not part of the statement.
  StatementKey after;
  /// The balance behind that entry.
  WideSum balance = 0;
  /// This and the next two are figures of the whole statement.
  WideSum opening_balance = 0;
  WideSum credited = 0;
  WideSum debited = 0;
};

/// Everything that the query needs, by value.
struct StatementQuery {
  AccountId account;
  JournalId journal;
  /// By effective time: from this one, and before that one. From the first event, and to the last, without it.
  std::optional<Moment> from;
  std::optional<Moment> before;
  /// K.
  KnownPosition known_at;
  /// The place from which it goes on; the beginning without it. It is not checked: a client that makes one up deceives
  /// only itself.
  std::optional<StatementPlace> place;
};

/// The figures of the whole statement.
struct StatementFrame {
  AccountId account;
  Currency currency;
  /// K.
  PositionToken known_at;
  /// True if K may still become a later position; only if it was asked for by a time.
  std::optional<bool> may_change;
  WideSum opening_balance = 0;
  WideSum closing_balance = 0;
  WideSum credited = 0;
  WideSum debited = 0;
};

/// One entry, and the balance behind it in the statement's order.
struct StatementLine {
  RecordedTransaction recorded;
  MinorUnits change = 0;
  WideSum balance = 0;
};

/// A place in a statement; a copy goes on by itself. No call holds a database snapshot longer than a page takes.
class Statement {
 public:
  /// Returns nothing if there is no such account, or there was none yet at K = `known_at`, which is what
  /// `question.known_at` means.
  static std::optional<Statement> open(pqxx::transaction_base& transaction, const StatementQuery& question,
                                       const PositionToken& known_at);

  [[nodiscard]] const StatementFrame& frame() const { return frame_; }
  /// Returns the next lines: `limit` of them, fewer at the end, or where many events that moved no money were looked
  /// at.
  std::vector<StatementLine> next(pqxx::transaction_base& transaction, std::size_t limit);
  /// Returns true if there may be more lines. Only after next(): false means that there are none.
  [[nodiscard]] bool has_more() const { return entries_.has_more(); }
  /// Behind the lines that were given.
  [[nodiscard]] StatementPlace place() const;

 private:
  Statement(const StatementFrame& frame, StatementEntries entries, WideSum balance)
      : frame_(frame), entries_(std::move(entries)), balance_(balance) {}

  StatementFrame frame_;
  StatementEntries entries_;
  /// Before the next entry.
  WideSum balance_;
};

}  // namespace ledger::api
