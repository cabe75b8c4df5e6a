// A backup is restored as an operator does it, with PostgreSQL's own programs, and the ledger's go on.
#include <csignal>
#include <filesystem>
#include <set>
#include <sstream>
#include <thread>

#include "tests/support/api/api_server.hpp"
#include "tests/support/api/scraped_metrics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/kafka/running_ads.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/kafka/topic_fold.hpp"
#include "tests/support/postgres/postgres_tools.hpp"

namespace ledger::test {
namespace {

/// A file that goes with the test.
class BackupFile {
 public:
  ~BackupFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_ = std::filesystem::temp_directory_path() / unique_name("ledger-backup");
};

/// API, projector and relay on one database.
struct Programs {
  Programs(const DatabaseSettings& database, const TestTopics& topics)
      : api(database),
        projector(database),
        outbox(database, topics, kafka_brokers()),
        relay(outbox.process().line_after("listening on ")) {}

  void stop() {
    for (auto* process : {&api.process(), &projector.process(), &outbox.process()}) process->send_signal(SIGTERM);
    for (auto* process : {&api.process(), &projector.process(), &outbox.process()}) CHECK(process->wait() == 0);
  }

  ApiServer api;
  RunningProjector projector;
  RunningOutbox outbox;
  ScrapedMetrics relay;
};

/// The whole ledger, a consumer, and the operator's hands.
class RestoredLedger {
 public:
  RestoredLedger() : programs_(std::make_unique<Programs>(database_->service(), topics_)), client_(programs_->api) {}

  /// Opens accounts under outside ids that begin with `prefix`, moves money and holds some.
  void do_business(const std::string& prefix) {
    for (int number = 1; number <= 4; ++number) {
      const auto user = client_.open(fmt::format(R"(,"external_id":"{}-{}")", prefix, number));
      CHECK(client_.deposit(user, fmt::format("{}.50", 10 * number)).status() == 200);
      for (const auto* amount : {"2.00", "3.25"}) {
        const auto uid = fresh_uid();
        CHECK(client_.post("/v1/hold", hold_body(uid, user, amount)).status() == 200);
        if (number % 2 == 0) CHECK(client_.post("/v1/hold/" + uid + "/confirm", "{}").status() == 200);
      }
      if (number == 3) CHECK(client_.withdraw(user, "25.25", R"(,"comment":"all of it")").status() == 200);
      if (number == 1) CHECK(client_.withdraw(user, "5.25").status() == 200);
      // The first account of all takes part in each round.
      CHECK(client_.deposit("1", "0.10").status() == 200);
    }
  }

  [[nodiscard]] std::string query(const std::string& sql) const { return query_value(database_->owner(), sql); }
  [[nodiscard]] bool is_published() const {
    return eventually([this] {
      return query("select (select position from relay_note) = (select max(position) from event)") == "t";
    });
  }
  void back_up() { run_postgres_tool("pg_dump", {"-Fc", "-f", backup_.path(), database_->name()}, database_->owner()); }

  void restore_under_another_name() {
    programs_->stop();
    programs_.reset();
    database_ = TestDatabase::empty();
    run_postgres_tool("pg_restore", {"-d", database_->name(), backup_.path()}, database_->owner());
    programs_ = std::make_unique<Programs>(database_->service(), topics_);
    client_ = ApiClient(programs_->api);
  }
  /// A customer goes on paying in meanwhile.
  void restore_in_place() {
    std::set<int> statuses;
    std::jthread customer([&](const std::stop_token& stop) {
      auto client = programs_->api.client();
      while (!stop.stop_requested()) {
        statuses.insert(client.post("/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", "1", "0.01")).status);
      }
    });
    // It locks table after table, so the database may choose it as the victim of a deadlock with a program: in a
    // transaction that leaves all as it was, and it is done once more.
    const std::vector<std::string> arguments{"--clean", "--if-exists",     "--single-transaction",
                                             "-d",      database_->name(), backup_.path()};
    CHECK(eventually([&] {
      try {
        run_postgres_tool("pg_restore", arguments, database_->owner());
        return true;
      } catch (const std::runtime_error& failure) {
        UNSCOPED_INFO(failure.what());
        return false;
      }
    }));
    customer.request_stop();
    customer.join();
    for (const int status : statuses) CHECK((status == 200 || status == 503));
  }

  /// The exit code of a command of ledger-outbox.
  int run_command(const std::vector<std::string>& arguments) const {
    return run_outbox(arguments, outbox_environment(database_->service(), topics_, kafka_brokers()));
  }
  /// Returns how the state of a consumer that folds both topics differs from the journal; empty if it does not.
  [[nodiscard]] std::string fault_of_consumer() const {
    RelaySettings settings;
    settings.cluster.brokers = kafka_brokers();
    settings.topics.events = topics_.events();
    settings.topics.balances = topics_.balances();
    settings.topics.cursors = topics_.cursors();
    return test::fault_of_consumer(settings, database_->owner());
  }
  /// The first account whose balance over HTTP is another one than its last event says; empty if there is none.
  [[nodiscard]] std::string fault_of_api() {
    const auto last = std::stoll(query("select max(account_id) from event"));
    for (std::int64_t id = 1; id <= last; ++id) {
      const auto user = client_.get(fmt::format("/v1/user/{}", id));
      const auto event = query(fmt::format(
          "select to_char(balance / 100.0, 'FM999990.00') || ' ' || to_char(held / 100.0, 'FM999990.00') from event"
          " where account_id = {} order by version desc limit 1",
          id));
      const auto told = user.status() == 404 ? "" : user["balance"] + " " + user["held"];
      if (told != event) return fmt::format("account {}: {} and not {}", id, told, event);
    }
    return "";
  }
  [[nodiscard]] FundedAccounts funded() const {
    const auto ids = query(
        "select string_agg(account_id::text, ' ') from (select distinct on (account_id) account_id, balance - held as"
        " available, status from event order by account_id, version desc) as last where available > 0 and status = 1");
    FundedAccounts accounts;
    std::istringstream words(ids);
    for (std::string id; words >> id;) accounts.insert(id);
    return accounts;
  }
  /// Returns the account with this outside id according to the API; empty if there is none.
  std::string find(const std::string& external_id) {
    const auto answer = client_.get("/v1/users?external_id=" + external_id);
    CHECK(answer.status() == 200);
    const std::string mark = "\"id\":";
    const auto& body = answer.response.body;
    const auto begin = body.find(mark);
    if (begin == std::string::npos) return "";
    return body.substr(begin + mark.size(), body.find_first_of(",}", begin) - begin - mark.size());
  }

  [[nodiscard]] ApiClient& client() { return client_; }
  [[nodiscard]] Programs& programs() { return *programs_; }
  [[nodiscard]] const TestTopics& topics() const { return topics_; }
  [[nodiscard]] DatabaseSettings owner() const { return database_->owner(); }

 private:
  std::unique_ptr<TestDatabase> database_ = std::make_unique<TestDatabase>();
  TestTopics topics_;
  BackupFile backup_;
  std::unique_ptr<Programs> programs_;
  ApiClient client_;
};

enum class Way { recover, resume };

/// Backs up, goes on, restores by `restore`, and has the ledger go on in one of the two ways.
void tell_story(void (RestoredLedger::*restore)(), Way way) {
  RestoredLedger ledger;
  const BackupFile ads_state;
  RunningAds ads(kafka_brokers(), ledger.topics().balances(), ads_state.path());
  ledger.do_business("early");
  REQUIRE(ledger.is_published());
  ledger.back_up();
  const auto common = ledger.query("select max(position) from event");
  const auto balance = ledger.client().balance("1");
  ledger.do_business("late");
  REQUIRE(ledger.is_published());
  const auto end = std::stoll(ledger.query("select max(position) from event"));
  const auto late = ledger.find("late-2");
  REQUIRE_FALSE(late.empty());

  (ledger.*restore)();
  CHECK_THAT(ledger.client().deposit("1", "1.00").problem(),
             Contains("503 journal_unconfirmed") || Contains("503 journal_behind"));
  CHECK(ledger.client().balance("1") == balance);
  const auto resume_here = "ledger-outbox resume --journal 0 --position " + common;
  REQUIRE(eventually([&] { return ledger.programs().relay.why_not_ready().find(resume_here) != std::string::npos; }));
  CHECK_THAT(ledger.programs().relay.why_not_ready(), Contains("ledger-outbox recover --journal 0"));
  CHECK(ledger.client().deposit("1", "1.00").problem() == "503 journal_behind");
  CHECK(ledger.client().balance("1") == balance);

  if (way == Way::recover) {
    REQUIRE(ledger.run_command({"recover", "--journal", "0"}) == 0);
    // The customer may have paid in more before the tables went.
    CHECK(std::stoll(ledger.query("select max(position) from event")) >= end);
    CHECK(ledger.query("select count(*) from lost_identity where state = 1") == "4");
    CHECK_FALSE(ledger.query("update lost_identity set state = 2 returning 1").empty());
  } else {
    REQUIRE(ledger.run_command({"resume", "--journal", "0", "--position", common}) == 0);
    CHECK(ledger.query("select max(position) from event") == common);
  }
  REQUIRE(eventually([&] { return ledger.programs().relay.why_not_ready().empty(); }));
  CHECK(ledger.client().get("/v1/user/" + late).status() == (way == Way::recover ? 200 : 404));
  CHECK(ledger.fault_of_api() == "");
  CHECK(ledger.fault_of_consumer() == "");
  CHECK_FALSE(ledger.find("early-2").empty());
  CHECK(ledger.find("late-2").empty());

  ledger.do_business("after");
  REQUIRE(ledger.is_published());
  CHECK(std::stoll(ledger.find("after-1")) > std::stoll(late));
  if (!snapshots_catch_up(ledger.owner())) FAIL_CHECK(ledger.programs().projector.process().log());
  CHECK(ledger.fault_of_api() == "");
  CHECK(ledger.fault_of_consumer() == "");
  const auto funded = ledger.funded();
  if (!ads.comes_to(funded)) CHECK(ads.accounts() == funded);
}

}  // namespace

TEST_CASE("A backup is restored under another name, and the programs go on with it", "[restore]") {
  SECTION("recover") { tell_story(&RestoredLedger::restore_under_another_name, Way::recover); }
  SECTION("resume") { tell_story(&RestoredLedger::restore_under_another_name, Way::resume); }
}

TEST_CASE("A backup is restored in place while the programs run, and they go on with it", "[restore]") {
  SECTION("recover") { tell_story(&RestoredLedger::restore_in_place, Way::recover); }
  SECTION("resume") { tell_story(&RestoredLedger::restore_in_place, Way::resume); }
}

}  // namespace ledger::test
