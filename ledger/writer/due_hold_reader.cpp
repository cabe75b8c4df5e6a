#include "ledger/writer/due_hold_reader.hpp"

#include <chrono>

#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

constexpr SessionLimits reader_limits{.connect = std::chrono::seconds(2),
                                      .statement = std::chrono::seconds(5),
                                      .lock = std::chrono::seconds(1),
                                      .idle_in_transaction = std::chrono::seconds(5)};
constexpr std::chrono::seconds reader_answer_deadline{7};

}  // namespace

// statement_timestamp(), which is one value a statement, so that it can end the scan of the index: clock_timestamp()
// would have every open hold compared with it.
const char* const due_holds_sql =
    "(select transaction_uid, expires_us, account_id, null::bigint from open_hold"
    " where expires_us <= (extract(epoch from statement_timestamp()) * 1000000)::bigint"
    " and (expires_us, transaction_uid) > ($1::bigint, $2::uuid)"
    " order by expires_us, transaction_uid limit 250) union all"
    " (select transaction_uid, expires_us, account_id,"
    "  expires_us - (extract(epoch from statement_timestamp()) * 1000000)::bigint from open_hold"
    " where expires_us > (extract(epoch from statement_timestamp()) * 1000000)::bigint"
    // Beyond it lie the index entries of holds that ended early, which stay as long as anybody has an old snapshot.
    " and expires_us <= (extract(epoch from statement_timestamp()) * 1000000)::bigint + 1000000"
    " order by expires_us limit 1)";
static_assert(due_holds_page == 250, "as the statement says");

DueHoldReader::DueHoldReader(DatabaseSettings settings, std::stop_token stop)
    : settings_(std::move(settings)), stop_(std::move(stop)) {}

DuePage DueHoldReader::page_behind(const DuePlace& place) {
  if (!connection_) {
    connection_.emplace(settings_, Session{.application = "ledger-expirer", .limits = reader_limits},
                        AnswerLimits{.deadline = reader_answer_deadline, .stop = stop_});
    connection_->prepare("due_holds", due_holds_sql);
  }
  PostgresParameters parameters;
  parameters.add_int64(place.expires_us);
  parameters.add_bytes(place.uid.bytes);
  DuePage page;
  try {
    const auto rows = connection_->execute_prepared("due_holds", parameters);
    for (int row = 0; row < rows.rows(); ++row) {
      if (!rows.is_null(row, 3)) {
        page.next_in = std::chrono::microseconds(rows.int64(row, 3));
        continue;
      }
      page.holds.push_back({.place = {.expires_us = rows.int64(row, 1), .uid = uid_in(rows.bytes(row, 0))},
                            .account = AccountId(rows.int64(row, 2))});
    }
  } catch (...) {
    connection_.reset();
    throw;
  }
  return page;
}

}  // namespace ledger
