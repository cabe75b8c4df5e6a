#include "api/services/reads/transaction_view.hpp"

#include <algorithm>

#include "api/auth/principals/record_permission.hpp"
#include "api/services/positions/epoch_reading.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger::api {
namespace {

std::optional<TransactionView> transaction_view(pqxx::transaction_base& transaction, const Uid& uid,
                                                std::int64_t journal_count, EpochBook& epochs) {
  // Statements see what was committed before each: the ends first, so that what is found includes them. What is found
  // may be newer, and who sees an event sees all before it.
  std::vector<PositionToken> ends;
  for (std::int64_t number = 0; number < journal_count; ++number) {
    ends.push_back(end_of_journal(transaction, JournalId(static_cast<std::int16_t>(number)), epochs));
  }
  auto recorded = find_transaction(transaction, uid);
  if (!recorded) return std::nullopt;
  for (const auto& leg : recorded->legs) {
    auto& end = ends.at(static_cast<std::size_t>(leg.journal.value));
    if (leg.position <= end.position) continue;
    // Recorded since, maybe in a new epoch.
    end_of_journal(transaction, leg.journal, epochs);
    end = token_of(epochs, leg);
  }
  return TransactionView{.recorded = std::move(*recorded), .ends = std::move(ends)};
}

}  // namespace

Task<std::optional<TransactionView>> look_up_transaction(AppContext& services, const Principal& reader, Uid uid,
                                                         MinimumPosition least) {
  co_await await_minimum(services, least);
  auto read = [uid, journal_count = services.journal_count,
               &epochs = services.epochs](pqxx::transaction_base& transaction) {
    return transaction_view(transaction, uid, journal_count, epochs);
  };
  auto view = co_await services.reads.run(std::move(read));
  if (!view) co_return std::nullopt;
  view->shown = readable_leg(reader, view->recorded);
  if (view->shown == view->recorded.legs.size()) co_return std::nullopt;
  co_return view;
}

Task<std::optional<TransactionView>> look_up_hold(AppContext& services, const Principal& reader, Uid uid,
                                                  MinimumPosition least) {
  auto view = co_await look_up_transaction(services, reader, uid, least);
  if (view && !hold_status(view->recorded)) co_return std::nullopt;
  co_return view;
}

Task<std::optional<RecordedTransaction>> look_up_recorded(AppContext& services, Uid uid) {
  auto read = [uid](pqxx::transaction_base& transaction) { return find_transaction(transaction, uid); };
  co_return co_await services.reads.run(std::move(read));
}

const Event& last_event_of(const RecordedTransaction& recorded, AccountId account) {
  return *std::find_if(recorded.legs.rbegin(), recorded.legs.rend(),
                       [account](const Event& leg) { return leg.account == account; });
}

}  // namespace ledger::api
