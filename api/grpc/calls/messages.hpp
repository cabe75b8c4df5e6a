// The domain's values as messages of schemas/ledger/v1.
#pragma once

#include "api/services/reads/account_view.hpp"
#include "ledger/domain/recorded_transaction.hpp"
#include "ledger/journal/epoch_book.hpp"
#include "ledger/queries/account_list.hpp"
#include "ledger/v1/ledger.pb.h"

namespace ledger::api {

void fill(google::protobuf::Timestamp& message, Moment moment);
void fill(v1::AccountState& message, const DatedBalance& state);
/// Fills in all that was recorded under a uid, as it concerns the account of the leg `shown` (an index of
/// `recorded.legs`), with that account's state after it. Of other accounts it tells what moved, never a balance.
void fill(v1::Transaction& message, const RecordedTransaction& recorded, const EpochBook& epochs,
          std::size_t shown = 0);
/// Fills in one event of an account's history. `recorded` has this leg alone.
void fill_history_entry(v1::Transaction& message, const RecordedTransaction& recorded, const EpochBook& epochs);
/// Fills in a hold and what became of it. `recorded` begins with hold_placed.
void fill(v1::Hold& message, const RecordedTransaction& recorded, const EpochBook& epochs);
/// Fills in every field, so that a client can compute the chain.
void fill(v1::Event& message, const Event& event, Epoch epoch);
/// Fills in an account as it was looked up.
void fill(v1::Account& message, const AccountView& reading, const EpochBook& epochs);
/// Fills in an account of a list.
void fill(v1::Account& message, const ListedAccount& listed, const EpochBook& epochs);
/// Fills in an account that has just been opened.
void fill(v1::Account& message, const RecordedTransaction& opened, const EpochBook& epochs);

}  // namespace ledger::api
