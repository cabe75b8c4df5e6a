#include "tests/support/kafka/rewind.hpp"

#include <string>

#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

void begin_epoch(const DatabaseSettings& owner, std::int32_t epoch, std::int64_t last_valid) {
  const auto number = std::to_string(epoch);
  const auto position = std::to_string(last_valid);
  // In one transaction, as programs see it.
  query_value(owner, "insert into journal_epoch (journal, epoch, position, hash) select 0, " + number + ", " +
                         position + ", coalesce((select hash from event where journal = 0 and position = " + position +
                         "), genesis_hash) from journal where journal = 0;"
                         "update journal_guard set epoch = " +
                         number + " where journal = 0 returning 1");
}

}  // namespace ledger::test
