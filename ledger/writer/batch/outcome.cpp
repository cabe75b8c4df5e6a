#include "ledger/writer/batch/outcome.hpp"

#include "ledger/domain/newer_event.hpp"

namespace ledger {

bool stops_all_writes(Unavailable::Reason reason) {
  switch (reason) {
    case Unavailable::Reason::journal_unconfirmed:
    case Unavailable::Reason::journal_behind:
    case Unavailable::Reason::clock_uncertain:
      return true;
    case Unavailable::Reason::queue_full:
    case Unavailable::Reason::database_away:
    case Unavailable::Reason::deadline_passed:
    case Unavailable::Reason::stopping:
    case Unavailable::Reason::identities_lost:
    case Unavailable::Reason::migration_wanted:
    case Unavailable::Reason::event_type_unknown:
      return false;
  }
  __builtin_unreachable();
}

std::string_view name_of(Unavailable::Reason reason) {
  switch (reason) {
    case Unavailable::Reason::queue_full:
      return "queue_full";
    case Unavailable::Reason::database_away:
      return "database_away";
    case Unavailable::Reason::deadline_passed:
      return "deadline_passed";
    case Unavailable::Reason::stopping:
      return "stopping";
    case Unavailable::Reason::journal_unconfirmed:
      return "journal_unconfirmed";
    case Unavailable::Reason::journal_behind:
      return "journal_behind";
    case Unavailable::Reason::clock_uncertain:
      return "clock_uncertain";
    case Unavailable::Reason::identities_lost:
      return "identities_lost";
    case Unavailable::Reason::migration_wanted:
      return "migration_wanted";
    case Unavailable::Reason::event_type_unknown:
      return event_type_unknown_code;
  }
  __builtin_unreachable();
}

std::string_view advice_on(Unavailable::Reason reason) {
  switch (reason) {
    case Unavailable::Reason::queue_full:
      return "more commands are waiting than the ledger takes; nothing was recorded";
    case Unavailable::Reason::database_away:
      return "the database cannot be reached; send it again with the same uid";
    case Unavailable::Reason::deadline_passed:
      return "it is not known whether it was recorded; send it again with the same uid";
    case Unavailable::Reason::stopping:
      return "this server is stopping; send it again with the same uid";
    case Unavailable::Reason::journal_unconfirmed:
      return "the database was restored or moved, and no relay has compared it with Kafka yet; nothing was recorded";
    case Unavailable::Reason::journal_behind:
      return "the database was restored and lacks events that Kafka has; nothing was recorded, and writes are refused "
             "until an operator has taken the events back or given them up";
    case Unavailable::Reason::clock_uncertain:
      return "the database's clock does not agree with this server's, or one of them was set; nothing was recorded, "
             "and "
             "writes are refused until the clocks have agreed for a minute";
    case Unavailable::Reason::identities_lost:
      return "identities were lost in a restore, so it cannot be told whether this outside id or login is taken; "
             "nothing was recorded";
    case Unavailable::Reason::migration_wanted:
      return "the database is older than this program, and an operator has to run `ledgerctl migrate`; nothing was "
             "recorded";
    case Unavailable::Reason::event_type_unknown:
      return "a newer program wrote an event of the account that this one does not understand; nothing was recorded; "
             "send "
             "it again, for a server that is up to date to take it";
  }
  __builtin_unreachable();
}

}  // namespace ledger
