// Every program is replaced by a new one while clients work: nobody notices, nothing is lost and nothing is doubled.
#include <atomic>
#include <csignal>
#include <set>
#include <thread>

#include "tests/support/api/balancer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/kafka/topic_fold.hpp"

namespace ledger::test {
namespace {

using Stub = v1::Ledger::Stub;
using std::chrono::milliseconds;

/// Long enough for the balancer, which looks every 50 ms, and for busy machines.
constexpr milliseconds drain{2'000};
constexpr milliseconds stop_patience{10'000};
constexpr int rest_clients = 4;
constexpr int grpc_clients = 2;
/// A server that stops cancels new calls before it has told their clients to go elsewhere; on a busy machine many round
/// trips lie between the two. These pauses, each twice the one before, leave it half a second.
constexpr milliseconds first_pause{1};
constexpr milliseconds last_pause{256};

/// The replies that clients got.
struct Tally {
  void note_failure(const std::string& what) {
    const std::lock_guard lock(mutex);
    failures.push_back(what);
  }
  void note_success(const std::string& uid) {
    const std::lock_guard lock(mutex);
    uids.insert(uid);
    ++successes;
  }

  std::mutex mutex;
  std::vector<std::string> failures;
  std::set<std::string> uids;
  std::atomic<std::size_t> successes{0};
};

/// Pays through the balancer on keep-alive connections, each of which is used until the server says `Connection:
/// close`. Nothing is sent a second time.
void pay_by_rest(const Balancer& balancer, const std::string& account, Tally& tally, const std::stop_token& stop) {
  std::optional<RawConnection> connection;
  while (!stop.stop_requested()) {
    const auto uid = fresh_uid();
    std::optional<HttpResponse> response;
    try {
      if (!connection) connection.emplace(balancer.url());
      connection->send(request_text("POST", "/v1/transaction", payment_body(uid, "DEPOSIT", account, "1.00"),
                                    {{"Content-Type", "application/json"}}));
      response = connection->receive();
    } catch (const std::exception& error) {
      tally.note_failure(error.what());
    }
    if (response && response->status == 200) {
      tally.note_success(uid);
    } else {
      tally.note_failure(response ? response->body : "the connection ended without an answer");
    }
    if (!response || response->field("Connection") == "close") connection.reset();
  }
}

void pay_by_grpc(const Balancer& balancer, std::int64_t account, Tally& tally, const std::stop_token& stop) {
  grpc::ChannelArguments arguments;
  // A connection of its own for each client.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  RpcClient client(balancer.grpc_target(), grpc::InsecureChannelCredentials(), "", arguments);
  while (!stop.stop_requested()) {
    const auto request = payment(account, "1.00");
    auto answer = client.call(&Stub::Deposit, request);
    // gRPC's server cancels, and does not begin, the calls that cross its GOAWAY.
    for (auto pause = first_pause; answer.status.error_code() == grpc::StatusCode::CANCELLED && pause <= last_pause;
         pause *= 2) {
      std::this_thread::sleep_for(pause);
      answer = client.call(&Stub::Deposit, request);
    }
    if (answer.ok()) {
      tally.note_success(request.uid());
    } else {
      tally.note_failure(problem(answer.status) + ": " + answer.status.error_message());
    }
  }
}

/// Clients that pay until the object's end.
class Load {
 public:
  Load(const Balancer& balancer, std::int64_t account) {
    const auto id = std::to_string(account);
    for (int client = 0; client < rest_clients; ++client) {
      threads_.emplace_back([&, id](const std::stop_token& stop) { pay_by_rest(balancer, id, tally_, stop); });
    }
    for (int client = 0; client < grpc_clients; ++client) {
      threads_.emplace_back(
          [&, account](const std::stop_token& stop) { pay_by_grpc(balancer, account, tally_, stop); });
    }
  }

  /// Waits until so many more were paid.
  bool goes_on(std::size_t count = 100) {
    const auto before = tally_.successes.load();
    return eventually([&] { return tally_.successes >= before + count; });
  }
  Tally& end() {
    threads_.clear();
    return tally_;
  }

 private:
  Tally tally_;
  std::list<std::jthread> threads_;
};

std::unique_ptr<ApiServer> new_api(const TestDatabase& database) {
  return std::make_unique<ApiServer>(
      database.service(), Process::Environment{{"LEDGER_DRAIN_SECONDS", std::to_string(drain.count() / 1'000)}});
}

/// Stops a program in order. The exit code, or what took too long.
int stopped(Process& process, milliseconds allowed) {
  process.send_signal(SIGTERM);
  return process.wait(allowed);
}

}  // namespace

TEST_CASE("A rolling restart of every program under load fails, loses and doubles nothing", "[grpc][restart]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  const auto new_projector = [&] { return std::make_unique<RunningProjector>(database.service()); };
  const auto new_outbox = [&] {
    return std::make_unique<Process>(program_path("ledger-outbox"), std::vector<std::string>{},
                                     relay_environment(settings));
  };
  std::vector<std::unique_ptr<RunningProjector>> projectors;
  std::vector<std::unique_ptr<Process>> outboxes;
  std::vector<std::unique_ptr<ApiServer>> apis;
  Balancer balancer;
  for (int replica = 0; replica < 2; ++replica) {
    projectors.push_back(new_projector());
    outboxes.push_back(new_outbox());
    apis.push_back(new_api(database));
    balancer.add(*apis.back());
  }
  const auto account = RpcClient(*apis.front()).open();
  Load load(balancer, account);
  REQUIRE(load.goes_on());

  for (auto& api : apis) {
    auto next = new_api(database);
    balancer.add(*next);
    api->process().send_signal(SIGTERM);
    // Told that it is not ready while it still answers; connections that are there are used meanwhile.
    CHECK(eventually([&] { return !balancer.sends_to(*api); }, drain));
    CHECK_FALSE(api->process().has_ended());
    CHECK(api->process().wait(drain + stop_patience) == 0);
    api = std::move(next);
    CHECK(load.goes_on());
  }
  for (auto& projector : projectors) {
    CHECK(stopped(projector->process(), stop_patience) == 0);
    projector = new_projector();
    CHECK(load.goes_on());
  }
  for (auto& outbox : outboxes) {
    CHECK(stopped(*outbox, stop_patience) == 0);
    outbox = new_outbox();
    CHECK(load.goes_on());
  }
  auto& tally = load.end();

  INFO(tally.successes << " payments");
  CHECK(tally.failures == std::vector<std::string>());
  const auto paid = std::to_string(tally.uids.size());
  CHECK(query_value(database.owner(), "select count(distinct transaction_uid) from event where type <> 1") == paid);
  CHECK(query_value(database.owner(), "select balance / 100 from event where account_id = " + std::to_string(account) +
                                          " order by version desc limit 1") == paid);
  CHECK(snapshots_catch_up(database.owner()));
  for (const auto& outbox : outboxes) UNSCOPED_INFO(outbox->log());
  CHECK(eventually([&] { return fault_of_consumer(settings, database.owner()).empty(); }));
  CHECK(fault_of_consumer(settings, database.owner()) == "");
}

}  // namespace ledger::test
