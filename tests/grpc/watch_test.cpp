// Watch: events from a position on, and then as they come.
#include <csignal>
#include <set>
#include <thread>

#include "tests/support/grpc/watching.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// Returns true if these are all events from the position `first` on, without gaps or repetitions.
bool follow_each_other(const std::vector<v1::Event>& events, std::int64_t first) {
  for (const auto& event : events) {
    if (event.position() != first++) return false;
  }
  return true;
}

void deposit_often(RpcClient& client, std::int64_t account, int count) {
  for (int done = 0; done < count; ++done) {
    if (!client.deposit(account, "0.01").ok()) throw std::runtime_error("a deposit failed");
  }
}

}  // namespace

TEST_CASE("A stream tells what was recorded, then what is being recorded", "[grpc][watch]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  deposit_often(client, account, 20);
  Watching watching(client, "");
  const auto past = watching.take(21);
  REQUIRE(past.size() == 21);
  CHECK(follow_each_other(past, 1));
  CHECK(past[0].type() == "account_opened");
  CHECK(past[1].type() == "deposited");
  CHECK(past[1].amount() == "0.01");
  CHECK(past[20].balance() == "0.20");
  CHECK(past[20].hash().size() == 32);

  std::thread writing([&] { deposit_often(client, account, 50); });
  const auto live = watching.take(50);
  writing.join();
  REQUIRE(live.size() == 50);
  CHECK(follow_each_other(live, 22));
}

TEST_CASE("A live event arrives within a fraction of a second", "[grpc][watch]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  Watching watching(client, "latest");
  REQUIRE(watching.read());
  CHECK(watching.position() == "0:1");
  REQUIRE(client.deposit(account, "1").ok());
  const auto answered = std::chrono::steady_clock::now();
  CHECK(watching.take(1).at(0).position() == 2);
  CHECK(std::chrono::steady_clock::now() - answered < std::chrono::seconds(1));
}

TEST_CASE("A stream of one account has its events only, from wherever it begins", "[grpc][watch]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto first = client.open();
  const auto second = client.open();
  for (int round = 0; round < 300; ++round) {
    REQUIRE(client.deposit(round % 2 == 0 ? first : second, "1").ok());
  }
  Watching watching(client, "0:100", second);
  const auto events = watching.take(101);
  REQUIRE(events.size() == 101);
  for (const auto& event : events) CHECK(event.account_id() == second);
  CHECK(events.front().position() > 100);
  CHECK(events.front().version() == 51);
  REQUIRE(client.deposit(first, "1").ok());
  REQUIRE(client.deposit(second, "5").ok());
  CHECK(watching.take(1).at(0).amount() == "5.00");
}

TEST_CASE("A stream goes on behind its position after the server was started again", "[grpc][watch]") {
  const TestDatabase database;
  std::string position;
  std::int64_t account = 0;
  {
    ApiServer server(database.service());
    RpcClient client(server);
    account = client.open();
    deposit_often(client, account, 5);
    Watching watching(client, "");
    REQUIRE(watching.take(6).size() == 6);
    position = watching.position();
    server.process().send_signal(SIGTERM);
    CHECK(watching.end() == "UNAVAILABLE stopping");
    CHECK(server.process().wait(std::chrono::seconds(10)) == 0);
  }
  const ApiServer server(database.service());
  RpcClient client(server);
  deposit_often(client, account, 3);
  Watching watching(client, position);
  const auto events = watching.take(3);
  CHECK(follow_each_other(events, 7));
}

TEST_CASE("A slow client holds nobody up and misses nothing", "[grpc][watch]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  Watching slow(client, "");
  REQUIRE(slow.read());
  // Far more than the feed keeps in memory and any buffer between here and there holds.
  constexpr int requests = 3;
  constexpr int deposits = 4'000;
  for (int sent = 0; sent < requests; ++sent) deposit_in_bulk(server, account, deposits);
  Watching quick(client, "latest");
  REQUIRE(quick.read());
  REQUIRE(client.deposit(account, "1").ok());
  CHECK(quick.take(1).size() == 1);
  const auto all = slow.take(requests * deposits + 1);
  REQUIRE(all.size() == requests * deposits + 1);
  CHECK(follow_each_other(all, 2));
}

TEST_CASE("Streams that cannot be are refused with a reason", "[grpc][watch]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  CHECK(Watching(client, "x").end() == "INVALID_ARGUMENT position_malformed after");
  CHECK(Watching(client, "9:1").end() == "INVALID_ARGUMENT position_malformed after");
  CHECK(Watching(client, "", 999).end() == "NOT_FOUND account_not_found account_id");
  CHECK(Watching(client, "", -1).end() == "INVALID_ARGUMENT id_malformed account_id");
}

}  // namespace ledger::test
