// Queries wait for a thread within limits of number and time; those beyond the limits are refused.
#include "api/coroutines/read_pool.hpp"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using ReadAnswer = std::future<std::string>;

/// A pool with one thread, and an event loop whose coroutines use it.
class SmallPool {
 public:
  explicit SmallPool(api::ReadLimits limits) : pool_(database_.service(), limits, metrics_) {}
  ~SmallPool() {
    release();
    pool_.begin_stop();
    work_.reset();
    loop_.join();
  }
  SmallPool(const SmallPool&) = delete;
  SmallPool& operator=(const SmallPool&) = delete;

  [[nodiscard]] const TestDatabase& database() const { return database_; }

  /// "done", or the code of the refusal.
  ReadAnswer read(std::string caller, std::function<void(pqxx::transaction_base&)> query) {
    return boost::asio::co_spawn(context_, answer(pool_, std::move(caller), std::move(query)), boost::asio::use_future);
  }
  ReadAnswer read(std::string caller) {
    return read(std::move(caller), [](pqxx::transaction_base& session) { session.exec("select 1"); });
  }

  /// Keeps the thread busy until release().
  ReadAnswer block() {
    auto blocked = read("", [gate = gate_.get_future().share()](auto&) { gate.wait(); });
    REQUIRE(eventually([&] { return value_of("ledger_reads_under_way") == 1; }));
    return blocked;
  }
  void release() {
    if (!released_) gate_.set_value();
    released_ = true;
  }

  [[nodiscard]] double value_of(const std::string& name) const {
    for (const auto& family : metrics_.Collect()) {
      const auto& metric = family.metric.front();
      if (family.name == name)
        return family.type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value;
    }
    throw std::runtime_error("no metric " + name);
  }

 private:
  static api::Task<std::string> answer(api::ReadPool& pool, std::string caller,
                                       std::function<void(pqxx::transaction_base&)> query) {
    try {
      const auto whole = [query = std::move(query)](pqxx::transaction_base& session) {
        query(session);
        return true;
      };
      co_await pool.run(whole, std::move(caller));
      co_return "done";
    } catch (const api::ReadsUnavailable& refusal) {
      co_return std::string(refusal.code);
    }
  }

  const TestDatabase database_;
  prometheus::Registry metrics_;
  // Outlives the pool, whose threads hand their answers over to it.
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<api::Executor> work_{context_.get_executor()};
  api::ReadPool pool_;
  std::promise<void> gate_;
  bool released_ = false;
  std::thread loop_{[this] { context_.run(); }};
};

}  // namespace

TEST_CASE("A caller with a name has at most as many reads waiting as are left for others", "[reads]") {
  SmallPool pool({.threads = 1, .queue_max = 6, .own_queue_max = 5});
  std::vector<ReadAnswer> answers;
  answers.push_back(pool.block());
  const auto waits = [&](const std::string& caller) {
    const auto before = pool.value_of("ledger_reads_queued");
    answers.push_back(pool.read(caller));
    return eventually([&] { return pool.value_of("ledger_reads_queued") == before + 1; });
  };
  for (int count = 0; count < 3; ++count) REQUIRE(waits("greedy"));
  CHECK(pool.read("greedy").get() == "reads_busy");
  REQUIRE(waits("modest"));
  REQUIRE(waits("modest"));
  CHECK(pool.read("modest").get() == "reads_busy");
  REQUIRE(waits("third"));
  for (const auto* caller : {"fourth", ""}) CHECK(pool.read(caller).get() == "reads_busy");
  CHECK(pool.value_of("ledger_reads_refused_total") == 4);
  pool.release();
  for (auto& each : answers) CHECK(each.get() == "done");
}

TEST_CASE("Reads without a caller's name wait up to the last place", "[reads]") {
  SmallPool pool({.threads = 1, .queue_max = 6, .own_queue_max = 2});
  std::vector<ReadAnswer> answers;
  answers.push_back(pool.block());
  for (int count = 0; count < 6; ++count) answers.push_back(pool.read(""));
  REQUIRE(eventually([&] { return pool.value_of("ledger_reads_queued") == 6; }));
  CHECK(pool.read("").get() == "reads_busy");
  pool.release();
  for (auto& each : answers) CHECK(each.get() == "done");
}

TEST_CASE("A read that nobody waits for any more is not begun", "[reads]") {
  SmallPool pool({.threads = 1, .deadline = std::chrono::milliseconds(200)});
  auto blocked = pool.block();
  std::atomic<bool> was_begun = false;
  auto late = pool.read("", [&](auto&) { was_begun = true; });
  CHECK(late.get() == "deadline_passed");
  CHECK(blocked.get() == "deadline_passed");
  pool.release();
  CHECK(eventually([&] { return pool.read("").get() == "done"; }));
  CHECK_FALSE(was_begun);
}

TEST_CASE("A read on a connection that the server has ended is begun again", "[reads]") {
  SmallPool pool({.threads = 1});
  CHECK(pool.read("").get() == "done");
  CHECK(query_value(pool.database().owner(),
                    "select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity"
                    " where datname = current_database() and application_name = 'ledger-api reads'") == "1");
  CHECK(pool.read("").get() == "done");
}

TEST_CASE("A read whose columns have other types since a migration is begun again", "[reads]") {
  SmallPool pool({.threads = 1});
  query_value(pool.database().owner(), "create table kept (number integer)");
  query_value(pool.database().owner(), "grant select on kept to public");
  const auto look = [](pqxx::transaction_base& session) { execute_often(session, "select number from kept"); };
  REQUIRE(pool.read("", look).get() == "done");
  query_value(pool.database().owner(), "alter table kept alter column number type bigint");
  CHECK(pool.read("", look).get() == "done");
}

}  // namespace ledger::test
