// A table of open holds.
#pragma once

#include <pqxx/pqxx>
#include <vector>

#include "ledger/ctl/views/answer.hpp"
#include "ledger/domain/recorded_transaction.hpp"

namespace ledger {

/// Says of each whether it is due by the database's clock, which is read now.
Table hold_table(const std::vector<RecordedTransaction>& holds, pqxx::transaction_base& transaction);

}  // namespace ledger
