// Reading the journal in order: for the projector, the relay, verify and rebuild.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "ledger/domain/chain_point.hpp"
#include "ledger/domain/epochs.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/event_traces.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// The last position of one of several journals, all as of one moment.
struct JournalEnd {
  JournalId journal;
  Position position;
};

/// An event that is missing, cannot be read, or does not follow from the one before.
class BrokenJournal : public InvariantViolation {
 public:
  BrokenJournal(Position position, const std::string& what) : InvariantViolation(what), position_(position) {}
  /// The place of that event; the ones before it can be read.
  [[nodiscard]] Position position() const { return position_; }

 private:
  Position position_;
};

/// The journal's event at a position is not the one that was there before, or there is none: the database was restored
/// to an earlier state, or lost its end in a failover. The journal may be whole in itself, unlike a broken one.
class JournalDiffers : public std::runtime_error {
 public:
  JournalDiffers(JournalId journal, Position position);
};

/// Reads by position, a page a call; no call holds a database snapshot longer than its page takes. Makes its own
/// connection and never reconnects: after ConnectionLost make another reader. Not for use by several threads at once.
class EventReader {
 public:
  EventReader(const DatabaseSettings& settings, const std::string& application, AnswerLimits limits = {});

  /// Up to `limit` events from position `first` on, in order, without gaps. Fewer mean that the journal ends there.
  /// Throws ConnectionLost, StatementFailed, and BrokenJournal for a gap or an unreadable row.
  std::vector<Event> read(JournalId journal, Position first, std::size_t limit);

  /// Up to `limit` events behind `done`, the last event that the caller knows, in order and without gaps. Fewer mean
  /// that the journal ends there. Reads the event at `done` with them, and throws JournalDiffers if it is missing or
  /// has another hash; the hash at position 0 is not looked at. Else throws as read() does.
  std::vector<Event> read_behind(JournalId journal, const ChainPoint& done, std::size_t limit);

  /// Waits for a notice of a commit that ends a pause of the journal (commit_notice.hpp), at most `timeout`, and no
  /// longer once a stop is requested. Returns true if one has come since the last call, and from the first call, which
  /// begins to listen: a commit may have come before. Throws ConnectionLost.
  bool await_notice(JournalId journal, std::chrono::milliseconds timeout);

  /// The events of the given accounts (any journal) with the given versions, a pair each, in no particular order;
  /// those that do not exist are left out.
  std::vector<Event> read_versions(std::span<const std::int64_t> accounts, std::span<const std::int64_t> versions);

  /// The events of the given accounts (any journal) from their first to their last version, both included; one account
  /// after the other and by version. Those that do not exist are left out.
  std::vector<Event> read_ranges(std::span<const std::int64_t> accounts, std::span<const std::int64_t> firsts,
                                 std::span<const std::int64_t> lasts);

  /// Returns the traces of a journal's events from the first to the last position that are not published yet, as far as
  /// they have one.
  TracesByPosition read_traces(JournalId journal, Position first, Position last);
  /// Sets found_change of those of the events that do not tell it. Throws BrokenJournal if the event before one of them
  /// on its account is missing.
  void find_changes(std::span<Event> events);

  /// The journal's end as of now: its last event, or position 0 with the genesis hash.
  ChainPoint head(JournalId journal);
  /// hash(position), at 0 the genesis hash; nothing if the journal does not reach the position.
  std::optional<Hash> hash_at(JournalId journal, Position position);
  /// The epoch that the journal is in.
  Epoch epoch(JournalId journal);
  /// Returns the journal's epochs, which tell which published events were given up.
  Epochs epochs(JournalId journal);
  /// The last event of each of these accounts up to a position of their journal, in no particular order; those that did
  /// not exist there are left out.
  std::vector<Event> read_states(std::span<const std::int64_t> accounts, Position position);
  /// Up to `limit` account ids behind this one, ascending, of all journals.
  std::vector<AccountId> accounts_after(AccountId account, std::int64_t limit);
  /// The highest account id; 0 without accounts.
  AccountId last_account();
  /// hash(0). Throws InvariantViolation if there is no such journal.
  Hash genesis_hash(JournalId journal);
  /// Returns the ends of all journals at one moment, ascending: of a transaction over several journals, what is up to
  /// there is whole.
  std::vector<JournalEnd> ends();
  /// All journals, ascending.
  std::vector<JournalId> journals();

 private:
  PostgresResult read_rows(JournalId journal, Position first, std::size_t limit);

  PostgresConnection connection_;
  std::optional<JournalId> listens_to_;
};

}  // namespace ledger
