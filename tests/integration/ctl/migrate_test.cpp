// Migrations run beside load: no client waits longer than an attempt, and an interrupted migration is resumed.
#include <future>
#include <mutex>

#include "ledger/ctl/migrate.hpp"
#include "ledger/ctl/migration_statements.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {
namespace {

using std::chrono::milliseconds;

constexpr Migration needs_the_table{"900_column", "alter table event add column extra text;"};
constexpr Migration builds_an_index{"901_index",
                                    "-- migrate: outside a transaction\n"
                                    "-- For a question that nobody asks yet; it has two parts.\n"
                                    "create index concurrently event_by_actor on event (actor);\n"
                                    "create index concurrently event_by_status on event (status)\n"
                                    "  where status <> 1;\n"};

/// Collects the messages of a run, for several threads.
class ProgressMessages {
 public:
  [[nodiscard]] TellProgress listener() {
    return [this](const std::string& sentence) {
      const std::lock_guard lock(mutex_);
      text_ += sentence + "\n";
    };
  }
  [[nodiscard]] std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }
  [[nodiscard]] bool has(const std::string& part) const { return text().find(part) != std::string::npos; }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

/// A run with this program's migrations and others, with short pauses.
class Run {
 public:
  Run(const TestDatabase& database, const Migration& another) : Run(database, std::vector{another}) {}
  Run(const TestDatabase& database, const std::vector<Migration>& others) : all_(migrations()) {
    all_.insert(all_.end(), others.begin(), others.end());
    run_ = std::async(std::launch::async, [this, settings = database.owner()] {
      migrate(settings, {.all = all_,
                         .patience = {.attempt = milliseconds(100),
                                      .pause = milliseconds(50),
                                      .tell_interval = milliseconds(100),
                                      .tell = messages_.listener()}});
    });
  }

  [[nodiscard]] const ProgressMessages& messages() const { return messages_; }
  [[nodiscard]] bool has_ended() const { return run_.wait_for(milliseconds(0)) == std::future_status::ready; }
  /// Throws what the run threw; fails the test if it does not end.
  void finish() {
    REQUIRE(run_.wait_for(patience) == std::future_status::ready);
    run_.get();
  }

 private:
  std::vector<Migration> all_;
  ProgressMessages messages_;
  std::future<void> run_;
};

/// Has read table event in a transaction that it does not end, as pg_dump does.
class LongReader {
 public:
  explicit LongReader(const TestDatabase& database, const std::string& isolation = "repeatable read")
      : connection_(connect_for_test(database.service())), transaction_(std::make_unique<pqxx::work>(*connection_)) {
    transaction_->exec("set transaction isolation level " + isolation + ", read only");
    transaction_->exec("select count(*) from event");
    transaction_->exec("set local idle_in_transaction_session_timeout = 0");
  }
  void end() { transaction_.reset(); }

 private:
  std::unique_ptr<DatabaseSession> connection_;
  std::unique_ptr<pqxx::work> transaction_;
};

std::string index_state(const TestDatabase& database, const std::string& index) {
  return query_value(database.owner(),
                     "select case when indisvalid then 'valid' else 'invalid' end from pg_index"
                     " where indexrelid = to_regclass('" +
                         index + "')");
}

std::string is_noted(const TestDatabase& database, const Migration& migration) {
  return query_value(database.owner(),
                     "select count(*) from schema_migration where name = '" + std::string(migration.name) + "'");
}

void note_migration(const TestDatabase& database, const std::string& name) {
  query_value(database.owner(),
              "insert into schema_migration (name, digest) values ('" + name + "', md5('')) returning 1");
}

}  // namespace

TEST_CASE("A migration that needs a table in use keeps nobody waiting behind it", "[migrate]") {
  const TestDatabase database;
  // A second's patience: a writer that waited behind the migration for as long as the reader reads would not answer.
  WriterHarness writer(database.service(), {.deadline = std::chrono::seconds(1)});
  const auto account = writer.open();
  LongReader reader(database);
  Run run(database, needs_the_table);
  REQUIRE(eventually([&] { return run.messages().has("migration 900_column waits for pid"); }));
  for (int number = 0; number < 50; ++number) writer.apply(deposit(account, "1"));
  CHECK_FALSE(run.has_ended());
  CHECK(run.messages().has("(test, role ledger_test_service, in a transaction for"));
  reader.end();
  run.finish();
  CHECK(is_noted(database, needs_the_table) == "1");
  writer.apply(deposit(account, "1"));
}

TEST_CASE("A migration that follows an index keeps nobody waiting either", "[migrate]") {
  const TestDatabase database;
  WriterHarness writer(database.service(), {.deadline = std::chrono::seconds(1)});
  const auto account = writer.open();
  // Between its statements it has the lock, but no snapshot that the build would wait for.
  LongReader reader(database, "read committed");
  Run run(database, std::vector{builds_an_index, needs_the_table});
  REQUIRE(eventually([&] { return run.messages().has("migration 900_column waits for pid"); }));
  CHECK(is_noted(database, builds_an_index) == "1");
  for (int number = 0; number < 50; ++number) writer.apply(deposit(account, "1"));
  CHECK_FALSE(run.has_ended());
  reader.end();
  run.finish();
  CHECK(is_noted(database, needs_the_table) == "1");
}

TEST_CASE("A migration gets its turn between a writer's transactions", "[migrate]") {
  const TestDatabase database;
  WriterHarness writer(database.service());
  const auto account = writer.open();
  std::atomic<bool> done{false};
  auto load = std::async(std::launch::async, [&] {
    int applied = 0;
    for (; !done; ++applied) writer.apply(deposit(account, "1"));
    return applied;
  });
  Run run(database, needs_the_table);
  run.finish();
  done = true;
  CHECK(load.get() > 0);
  CHECK(is_noted(database, needs_the_table) == "1");
}

TEST_CASE("An index is built while a reader reads on and a writer writes on", "[migrate]") {
  const TestDatabase database;
  WriterHarness writer(database.service(), {.deadline = std::chrono::seconds(1)});
  const auto account = writer.open();
  LongReader reader(database);
  Run run(database, builds_an_index);
  REQUIRE(eventually([&] { return run.messages().has("building index event_by_actor: waiting for"); }));
  // Another one waits for its turn, not for the first one's index, which in turn would wait for it.
  Run second(database, builds_an_index);
  REQUIRE(eventually([&] { return second.messages().has("another migration is under way"); }));
  for (int number = 0; number < 50; ++number) writer.apply(deposit(account, "1"));
  CHECK_FALSE(run.has_ended());
  CHECK(run.messages().has("(test, role ledger_test_service"));
  reader.end();
  run.finish();
  second.finish();
  CHECK(index_state(database, "event_by_actor") == "valid");
  CHECK(index_state(database, "event_by_status") == "valid");
  CHECK(is_noted(database, builds_an_index) == "1");
}

TEST_CASE("An index whose build was interrupted is dropped and built again", "[migrate]") {
  const TestDatabase database;
  LongReader reader(database);
  {
    Run run(database, builds_an_index);
    REQUIRE(eventually([&] { return index_state(database, "event_by_actor") == "invalid"; }));
    query_value(database.owner(),
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                " and application_name = 'ledgerctl migrate'");
    CHECK_THROWS(run.finish());
  }
  CHECK(index_state(database, "event_by_actor") == "invalid");
  CHECK(is_noted(database, builds_an_index) == "0");
  reader.end();
  // A part that was done before stays as it is.
  execute_alone(database.owner(), "create index concurrently event_by_status on event (status) where status <> 1");
  const auto oid_of = [&](const std::string& index) {
    return query_value(database.owner(), "select '" + index + "'::regclass::oid");
  };
  const auto oid = oid_of("event_by_status");
  Run run(database, builds_an_index);
  run.finish();
  CHECK(run.messages().has("index event_by_actor was left INVALID"));
  CHECK(index_state(database, "event_by_actor") == "valid");
  CHECK(oid_of("event_by_status") == oid);
  CHECK(is_noted(database, builds_an_index) == "1");
}

TEST_CASE("An index whose build is given up for a deadlock is built again", "[migrate]") {
  const TestDatabase database;
  // The build looks for deadlocks before the other one does, and gives way.
  execute_alone(database.owner(), "alter database " + database.name() + " set deadlock_timeout = '3s'");
  const auto other = connect_for_test(database.owner());
  pqxx::work transaction(*other);
  transaction.exec("set transaction isolation level repeatable read");
  transaction.exec("set local deadlock_timeout = '1min'; set local lock_timeout = 0; set local statement_timeout = 0");
  transaction.exec("select count(*) from event");
  Run run(database, builds_an_index);
  REQUIRE(eventually([&] { return run.messages().has("building index event_by_actor: waiting for"); }));
  transaction.exec("lock table event in share update exclusive mode");
  transaction.commit();
  run.finish();
  CHECK(run.messages().has("the build of index event_by_actor met a deadlock and is tried again"));
  CHECK(index_state(database, "event_by_actor") == "valid");
}

TEST_CASE("What only the owner may do says so to others", "[migrate]") {
  const TestDatabase database;
  query_value(database.owner(), "delete from schema_migration where name = '020_verification' returning 1");
  for (const std::string command : {"migrate", "rebuild"}) {
    Process process(program_path("ledgerctl"), {command}, database_environment(database.service()));
    CHECK(process.wait() == 1);
    CHECK_THAT(process.log(), Contains("log in as the role that owns the ledger's database"));
  }
}

TEST_CASE("A unique index that cannot be is not left behind", "[migrate]") {
  const TestDatabase database;
  WriterHarness writer(database.service());
  const auto account = writer.open();
  writer.apply(deposit(account, "1"));
  Run run(database, Migration{"902_unique",
                              "-- migrate: outside a transaction\n"
                              "create unique index concurrently event_by_account on event (account_id);\n"});
  CHECK_THROWS_WITH(run.finish(), Contains("could not create unique index"));
  CHECK(index_state(database, "event_by_account").empty());
  writer.apply(deposit(account, "1"));
}

TEST_CASE("An older program leaves a newer database as it is", "[migrate]") {
  const TestDatabase database;
  note_migration(database, "999_of_the_future");
  ProgressMessages messages;
  migrate(database.owner(), {.patience = {.tell = messages.listener()}});
  CHECK(messages.text() ==
        "the database is newer than this program: it has 999_of_the_future as well; nothing is to be done\n");
  Process process(program_path("ledgerctl"), {"migrate"}, database_environment(database.owner()));
  CHECK(process.wait() == 0);
  CHECK_THAT(process.log(), Contains("the database is newer than this program"));
  // Its own part is missing, or is not what it was.
  std::vector<Migration> more = migrations();
  more.push_back(needs_the_table);
  CHECK_THROWS_WITH(migrate(database.owner(), {.all = more, .patience = {.tell = messages.listener()}}),
                    Contains("999_of_the_future") && Contains("900_column, which this program wants, is missing"));
  std::vector<Migration> edited = migrations();
  edited.back().sql = "-- another comment";
  CHECK_THROWS_WITH(migrate(database.owner(), {.all = edited, .patience = {.tell = messages.listener()}}),
                    Contains(std::string(edited.back().name)) && Contains("applied migrations are never edited"));
}

}  // namespace ledger::test
