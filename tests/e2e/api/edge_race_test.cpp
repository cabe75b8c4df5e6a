// Races at the edges, a thousand times each, between two API processes on one ledger.
#include <barrier>
#include <random>
#include <set>
#include <thread>

#include "ledger/domain/values/moment.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr int rounds = 1'000;

/// Two processes, and a client of one of them.
struct TwoServers {
  TestDatabase database;
  ApiServer first{database.service()};
  ApiServer second{database.service()};
  ApiClient client{first};

  [[nodiscard]] const ApiServer& server(std::size_t index) const { return index % 2 == 0 ? first : second; }
};

struct Reply {
  int status = 0;
  std::string state;
};

Reply post(HttpClient& client, const std::string& target, const std::string& body) {
  const auto response = client.post(target, body);
  return {response.status, Json::parse(response.body)["status"]};
}

/// One action by each process, `rounds` times, each pair beginning together, after `prepare(client, round)` by the
/// first. What an action throws becomes a reply, since the other side waits for this one.
template <class Prepare, class Action>
auto both(const TwoServers& servers, Prepare prepare, Action action) {
  std::barrier together(2);
  return at_once(2, [&](std::size_t side) {
    auto client = servers.server(side).client();
    std::vector<Reply> replies(rounds);
    const auto attempt = [&](Reply& reply, auto step) {
      try {
        step();
      } catch (const std::exception& error) {
        reply = {0, error.what()};
      }
    };
    for (std::size_t round = 0; round < replies.size(); ++round) {
      Reply& reply = replies[round];
      if (side == 0) attempt(reply, [&] { prepare(client, round); });
      together.arrive_and_wait();
      attempt(reply, [&] { reply = action(client, side, round); });
      together.arrive_and_wait();
    }
    return replies;
  });
}

/// Used if there is nothing to prepare.
constexpr auto nothing = [](HttpClient& /*client*/, std::size_t /*round*/) {};

/// Places holds of 1.00 each and answers with their uids.
std::vector<std::string> place_holds(const TwoServers& servers, const std::string& user, int count) {
  auto client = servers.first.client();
  std::vector<std::string> uids;
  for (int index = 0; index < count; ++index) {
    uids.push_back(fresh_uid());
    if (client.post("/v1/hold", hold_body(uids.back(), user, "1.00", 600)).status != 200) {
      throw std::runtime_error("a hold was not placed");
    }
  }
  return uids;
}

int count_of(const std::vector<Reply>& replies, const std::string& state) {
  return static_cast<int>(
      std::count_if(replies.begin(), replies.end(), [&](const Reply& reply) { return reply.state == state; }));
}

}  // namespace

TEST_CASE("A confirmation and a cancellation at once: one of them ends the hold, both say which", "[api][edge]") {
  TwoServers servers;
  const auto user = servers.client.open();
  servers.client.deposit(user, "1000.00");
  const auto holds = place_holds(servers, user, rounds);
  const auto replies = both(servers, nothing, [&](HttpClient& client, std::size_t side, std::size_t round) {
    // Sides change, so that neither process is always the one that confirms.
    const bool confirms = (side + round) % 2 == 0;
    const auto target = "/v1/hold/" + holds[round] + (confirms ? "/confirm" : "/cancel");
    return post(client, target, "{}");
  });
  for (std::size_t round = 0; round < static_cast<std::size_t>(rounds); ++round) {
    REQUIRE(replies[0][round].status == 200);
    REQUIRE(replies[1][round].status == 200);
    REQUIRE(replies[0][round].state == replies[1][round].state);
  }
  const auto confirmed = count_of(replies[0], "confirmed");
  CHECK(confirmed + count_of(replies[0], "canceled") == rounds);
  CHECK(confirmed > 0);
  CHECK(confirmed < rounds);
  CHECK(servers.client.balance(user) == std::to_string(rounds - confirmed) + ".00");
  CHECK(servers.client.get("/v1/user/" + user)["held"] == "0.00");
}

TEST_CASE("A confirmation at the instant of the expiry: one of the two happens, and stays", "[api][edge]") {
  constexpr std::size_t client_count = 20;
  constexpr std::size_t holds_each = static_cast<std::size_t>(rounds) / client_count;
  TwoServers servers;
  const auto user = servers.client.open();
  servers.client.deposit(user, "1000.00");
  const auto confirmed_by_client = at_once(client_count, [&](std::size_t index) {
    auto client = servers.server(index).client();
    std::mt19937 random(static_cast<unsigned>(index));
    std::vector<std::pair<std::string, Moment>> holds;
    for (std::size_t count = 0; count < holds_each; ++count) {
      const auto uid = fresh_uid();
      const auto placed = client.post("/v1/hold", hold_body(uid, user, "1.00", 1));
      holds.emplace_back(uid, parse_moment(Json::parse(placed.body)["expires_at"]).value());
    }
    int confirmed = 0;
    for (const auto& [uid, expires] : holds) {
      // Around the very instant; servers and test share one clock.
      std::this_thread::sleep_until(expires + std::chrono::milliseconds(static_cast<int>(random() % 40) - 25));
      const auto reply = post(client, "/v1/hold/" + uid + "/confirm", "{}");
      if (reply.status != 200) throw std::runtime_error("a confirmation was refused");
      const auto later = post(client, "/v1/hold/" + uid + "/cancel", "{}");
      if (later.state != reply.state) throw std::runtime_error("a hold that was " + reply.state + " is " + later.state);
      confirmed += reply.state == "confirmed" ? 1 : 0;
    }
    return confirmed;
  });
  int confirmed = 0;
  for (const auto count : confirmed_by_client) confirmed += count;
  CHECK(confirmed > 0);
  CHECK(confirmed < rounds);
  CHECK(servers.client.balance(user) == std::to_string(rounds - confirmed) + ".00");
  CHECK(servers.client.get("/v1/user/" + user)["held"] == "0.00");
}

TEST_CASE("Transfers in both directions at once lose and make no money", "[api][edge]") {
  TwoServers servers;
  const std::string users[] = {servers.client.open(), servers.client.open()};
  for (const auto& user : users) servers.client.deposit(user, "5.00");
  const auto replies = both(servers, nothing, [&](HttpClient& client, std::size_t side, std::size_t round) {
    // Amounts that are often too much, so that refusals are among them.
    const auto amount = std::to_string(1 + (round * 7 + side * 3) % 6) + ".00";
    const auto more = R"(,"to_user_id":)" + users[1 - side];
    return post(client, "/v1/transaction", payment_body(fresh_uid(), "TRANSFER", users[side], amount, more));
  });
  int accepted = 0;
  int refused = 0;
  for (const auto& side : replies) {
    for (const auto& reply : side) {
      accepted += reply.status == 200 ? 1 : 0;
      refused += reply.status == 402 ? 1 : 0;
    }
  }
  CHECK(accepted + refused == 2 * rounds);
  CHECK(accepted > 0);
  CHECK(refused > 0);
  CHECK(query_value(servers.database.owner(),
                    "select sum(balance) from event where (account_id, version) in"
                    " (select account_id, max(version) from event group by account_id)") == "1000");
  CHECK(query_value(servers.database.owner(), "select count(*) from event where type in (4, 5)") ==
        std::to_string(2 * accepted));
}

TEST_CASE("A reversal and a withdrawal of the same money: one of them gets it", "[api][edge]") {
  TwoServers servers;
  const auto user = servers.client.open();
  std::vector<std::string> deposits(rounds);
  const auto deposit = [&](HttpClient& client, std::size_t round) {
    deposits[round] = fresh_uid();
    client.post("/v1/transaction", payment_body(deposits[round], "DEPOSIT", user, "10.00"));
  };
  const auto replies = both(servers, deposit, [&](HttpClient& client, std::size_t side, std::size_t round) {
    const bool reverses = (side + round) % 2 == 0;
    if (!reverses) return post(client, "/v1/transaction", payment_body(fresh_uid(), "WITHDRAW", user, "10.00"));
    return post(client, "/v1/transaction/" + deposits[round] + "/reverse", R"({"uid":")" + fresh_uid() + R"("})");
  });
  for (std::size_t round = 0; round < static_cast<std::size_t>(rounds); ++round) {
    INFO(round << ": " << replies[0][round].state << ", " << replies[1][round].state);
    const std::set<int> statuses{replies[0][round].status, replies[1][round].status};
    REQUIRE(statuses == std::set<int>{200, 402});
  }
  CHECK(servers.client.balance(user) == "0.00");
}

}  // namespace ledger::test
