#include "tests/support/journal/mutated_ledger.hpp"

#include <fmt/format.h>

#include "ledger/ctl/checks/anchor_check.hpp"
#include "ledger/directory/seal.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/random_business.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/checked_tables.hpp"

namespace ledger::test {
namespace {

constexpr int random_commands = 90;

constexpr const char* tables_sql =
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1";

AccountId open_with_identity(WriterHarness& writer, const std::string& name, const std::string& currency) {
  auto command = open_account(name, currency);
  command.identity = seal_identity(name, "crm-" + name);
  command.identity.login = Login{.name = "login-" + name, .password_hash = "$argon2id$" + name};
  return writer.apply(command).recorded.legs.front().account;
}

template <class Payment>
Payment commented(Payment payment) {
  payment.comment = seal_comment("a comment on " + to_string(payment.uid));
  return payment;
}

void erase(WriterHarness& writer, AccountId account) {
  EraseIdentity command;
  command.uid = random_uid();
  command.actor = "test";
  command.account = account;
  writer.apply(command);
}

/// Adds what RandomBusiness leaves out: texts of all kinds, two currencies, an open hold, a pending erasure and a
/// completed one.
void add_texts(WriterHarness& writer, const TestDatabase& database) {
  const auto ann = open_with_identity(writer, "Ann", "USD");
  const auto bob = open_with_identity(writer, "Bob", "USD");
  // Taken back from Kafka, so without its identity.
  const auto lost = std::to_string(open_with_identity(writer, "Lost", "USD").value);
  query_value(database.owner(), "delete from identity where account_id = " + lost +
                                    "; insert into lost_identity (account_id, state) values (" + lost +
                                    ", 2); insert into journal_recovery (journal, first_position, last_position)" +
                                    " select journal, position, position from event where account_id = " + lost +
                                    " returning 1");
  const auto taro = open_with_identity(writer, "Taro", "JPY");
  for (const auto account : {ann, bob, taro}) writer.apply(commented(deposit(account, "100")));
  writer.apply(commented(transfer(ann, bob, "7")));
  writer.apply(place_hold(bob, "5", hold_timeout_max));
  // Their erasures' versions differ: a row of pending_erasure that asks for a known erasure again is not wrong.
  for (const int payments : {1, 2}) {
    const auto forgotten = open_with_identity(writer, "Forgotten " + std::to_string(payments), "USD");
    for (int count = 0; count < payments; ++count) {
      writer.apply(commented(deposit(forgotten, "3")));
      writer.apply(commented(withdraw(forgotten, "3")));
    }
    erase(writer, forgotten);
    if (payments == 1) continue;
    query_value(database.owner(), fmt::format("select erase_comments({}, 6, 100)", forgotten.value));
  }
}

}  // namespace

MutatedLedger::MutatedLedger(std::uint32_t seed) : connection_(connect_for_test(database_.owner())) {
  require_known_tables();
  EventReader reader(database_.service(), "test");
  {
    WriterHarness writer(database_.service());
    RandomBusiness business(writer, seed);
    business.run(random_commands);
    business.complete();
    anchors_ = current_anchors(reader);
    add_texts(writer, database_);
  }
  // Erasures that RandomBusiness made have no comments left to be missed.
  query_value(database_.owner(),
              "select count(erase_comments(account_id, up_to_version, 10000)) from pending_erasure where not exists"
              " (select from event join transaction_comment using (transaction_uid)"
              " where event.account_id = pending_erasure.account_id)");
  anchors_.push_back(current_anchors(reader).front());
  end_ = anchors_.back().at.position;
  ProjectionLimits limits;
  limits.totals_stride = small_stride;
  project(database_.service(), 40, end_, limits);
  query_value(database_.owner(),
              "insert into relay_note select journal, 'cluster', position, hash, 'events', 'balances', '{1,2}', '{3}'"
              " from event order by position desc limit 1");
  query_value(database_.owner(),
              "insert into journal_epoch (journal, epoch, position, hash)"
              " select journal, 2, position, hash from event where position = 7;"
              "update journal_guard set epoch = 2 returning 1");
  query_value(database_.owner(), "insert into relay_lease values (0, 'a relay', now())");
  save();
}

void MutatedLedger::require_known_tables() {
  for (const auto& table : query(tables_sql)) {
    INFO("verify and tests/support/postgres/checked_tables.cpp have to know every table: say there how table "
         << table << " is checked");
    REQUIRE(checked_tables().contains(table));
  }
}

void MutatedLedger::save() {
  pqxx::work transaction(*connection_);
  transaction.exec("create schema saved");
  for (const auto& [table, checked] : checked_tables()) {
    transaction.exec("create table saved." + table + " as select * from " + table);
  }
  transaction.commit();
  pqxx::nontransaction session(*connection_);
  session.exec("set synchronous_commit = off");
}

bool MutatedLedger::change(const std::string& table, const std::string& sql, bool as_owner, std::int64_t rows) {
  const auto& guard = checked_tables().at(table).guard;
  try {
    pqxx::work transaction(*connection_);
    if (!as_owner) transaction.exec("set local role ledger_service");
    if (as_owner && !guard.empty()) transaction.exec("alter table " + table + " disable trigger " + guard);
    const auto changed = static_cast<std::int64_t>(transaction.exec(sql).affected_rows());
    if (as_owner && !guard.empty()) transaction.exec("alter table " + table + " enable always trigger " + guard);
    if (changed != rows) return false;
    transaction.commit();
    return true;
  } catch (const pqxx::sql_error&) {
    return false;
  }
}

void MutatedLedger::restore(const std::set<std::string>& tables) {
  pqxx::work transaction(*connection_);
  // Whatever order the tables come in: foreign keys are not looked at.
  transaction.exec("set local session_replication_role = replica");
  for (const auto& table : tables) {
    const auto& guard = checked_tables().at(table).guard;
    if (!guard.empty()) transaction.exec("alter table " + table + " disable trigger " + guard);
    transaction.exec("delete from " + table + "; insert into " + table + " select * from saved." + table);
    if (!guard.empty()) transaction.exec("alter table " + table + " enable always trigger " + guard);
  }
  transaction.commit();
}

std::vector<std::string> MutatedLedger::query(const std::string& sql) {
  pqxx::work transaction(*connection_);
  std::vector<std::string> values;
  for (const auto& row : transaction.exec(sql)) values.emplace_back(row[0].c_str());
  transaction.commit();
  return values;
}

}  // namespace ledger::test
