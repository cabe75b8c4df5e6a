// Two ledger-api processes on one database, and SIGKILL under load.
#include <atomic>
#include <csignal>
#include <map>
#include <mutex>
#include <thread>

#include "tests/support/api/api_server.hpp"
#include "tests/support/api/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::test {
namespace {

constexpr int clients_per_process = 4;
constexpr int api_kills = 5;
constexpr std::size_t acknowledged_between_kills = 300;

std::string deposit_body(const Uid& uid, AccountId account) {
  return R"({"uid":")" + to_string(uid) + R"(","type":"DEPOSIT","amount":"1.00","user_id":)" +
         std::to_string(account.value) + "}";
}

/// The clients' knowledge: the uids that were acknowledged and those in doubt.
struct Ledgerkeeping {
  std::mutex mutex;
  std::vector<Uid> acknowledged;
  std::vector<Uid> in_doubt;
  std::atomic<int> wrong_answers{0};

  void note(const Uid& uid, int status) {
    const std::lock_guard lock(mutex);
    if (status == 200) {
      acknowledged.push_back(uid);
    } else {
      in_doubt.push_back(uid);
      if (status != 0 && status != 503) ++wrong_answers;
    }
  }
  std::size_t acknowledged_count() {
    const std::lock_guard lock(mutex);
    return acknowledged.size();
  }
};

/// Sends deposits to one process until told to stop, or until the process is gone.
void pay(const std::string& url, AccountId account, const std::atomic<bool>& stop, Ledgerkeeping& known) {
  HttpClient client(url);
  while (!stop) {
    const auto uid = random_uid();
    try {
      known.note(uid, client.post("/v1/transaction", deposit_body(uid, account)).status);
    } catch (const std::exception&) {
      known.note(uid, 0);  // killed: the request's fate is not known
      return;
    }
  }
}

}  // namespace

TEST_CASE("An API process killed under load loses and doubles nothing", "[faults][api]") {
  const TestDatabase database;
  ApiServer survivor(database.service());
  const auto account = WriterHarness(database.service()).open();
  Ledgerkeeping known;

  for (int round = 0; round < api_kills; ++round) {
    ApiServer victim(database.service());
    std::atomic<bool> stop{false};
    std::vector<std::thread> clients;
    for (int index = 0; index < clients_per_process; ++index) {
      clients.emplace_back([&] { pay(survivor.url(), account, stop, known); });
      clients.emplace_back([&] { pay(victim.url(), account, stop, known); });
    }
    const auto before = known.acknowledged_count();
    const bool busy = eventually([&] { return known.acknowledged_count() >= before + acknowledged_between_kills; });
    victim.process().kill();
    const auto at_kill = known.acknowledged_count();
    const bool goes_on = eventually([&] { return known.acknowledged_count() >= at_kill + acknowledged_between_kills; });
    stop = true;
    for (auto& client : clients) client.join();
    CHECK(busy);
    CHECK(goes_on);
  }
  CHECK(known.wrong_answers == 0);

  // Clients can send unacknowledged transactions again to the other process; its answer says if they were recorded.
  HttpClient client(survivor.url());
  for (const auto& uid : known.in_doubt) {
    const auto answer = client.post("/v1/transaction", deposit_body(uid, account));
    CHECK(answer.status == 200);
    known.acknowledged.push_back(uid);
  }
  std::map<Uid, int> recorded;
  for (const auto& event : check_journal(database.service())) {
    if (event.type == EventType::deposited) ++recorded[event.uid];
  }
  CHECK(recorded.size() == known.acknowledged.size());
  for (const auto& uid : known.acknowledged) CHECK(recorded[uid] == 1);
}

}  // namespace ledger::test
