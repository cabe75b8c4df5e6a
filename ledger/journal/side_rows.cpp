#include "ledger/journal/side_rows.hpp"

#include "ledger/journal/journal_sql.hpp"

namespace ledger {

void prepare_side_rows(PostgresConnection& connection) {
  for (const auto* sql : {&journal_sql::insert_open_holds, &journal_sql::delete_open_holds,
                          &journal_sql::insert_reversals, &journal_sql::insert_pending_erasures}) {
    connection.prepare(sql->name, sql->sql);
  }
}

void SideRows::add(const Event& event) {
  if (event.type == EventType::hold_placed) {
    opened_.emplace_back(event.uid.bytes);
    accounts_.push_back(event.account.value);
    amounts_.push_back(event.amount);
    expiries_.push_back(microseconds_since_epoch(hold_terms(event).expires));
  } else if (ends_hold(event.type)) {
    ended_.emplace_back(event.uid.bytes);
  } else if (is_reversal(event.type)) {
    references_.push_back(reversed_leg(event));
    reversed_uids_.emplace_back(references_.back().uid.bytes);
    reversed_legs_.push_back(references_.back().leg.value);
    reversing_.emplace_back(event.uid.bytes);
  } else if (event.type == EventType::identity_erased) {
    erased_.push_back(event.account.value);
    erased_versions_.push_back(event.version.value);
  }
}

void SideRows::add_open_holds(PostgresParameters& parameters) const {
  parameters.add_uuid_array(opened_);
  parameters.add_int64_array(accounts_);
  parameters.add_int64_array(amounts_);
  parameters.add_int64_array(expiries_);
  parameters.add_uuid_array(ended_);
}

/// Open holds are inserted before ended ones are deleted: a hold may be placed and end within one batch.
template <class Run>
void SideRows::for_each_statement(Run run) const {
  if (!opened_.empty()) {
    PostgresParameters parameters;
    parameters.add_uuid_array(opened_);
    parameters.add_int64_array(accounts_);
    parameters.add_int64_array(amounts_);
    parameters.add_int64_array(expiries_);
    run(journal_sql::insert_open_holds, parameters);
  }
  if (!ended_.empty()) {
    PostgresParameters parameters;
    parameters.add_uuid_array(ended_);
    run(journal_sql::delete_open_holds, parameters);
  }
  if (!reversing_.empty()) {
    PostgresParameters parameters;
    parameters.add_uuid_array(reversed_uids_);
    parameters.add_int16_array(reversed_legs_);
    parameters.add_uuid_array(reversing_);
    run(journal_sql::insert_reversals, parameters);
  }
  if (!erased_.empty()) {
    PostgresParameters parameters;
    parameters.add_int64_array(erased_);
    parameters.add_int64_array(erased_versions_);
    run(journal_sql::insert_pending_erasures, parameters);
  }
}

int SideRows::send(PostgresConnection& connection) const {
  int statements = 0;
  for_each_statement([&](const journal_sql::NamedStatement& statement, const PostgresParameters& parameters) {
    connection.send_prepared(statement.name, parameters);
    ++statements;
  });
  return statements;
}

void SideRows::execute(PostgresConnection& connection) const {
  for_each_statement([&](const journal_sql::NamedStatement& statement, const PostgresParameters& parameters) {
    connection.execute(statement.sql, parameters);
  });
}

}  // namespace ledger
