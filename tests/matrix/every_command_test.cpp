// Every command in every situation at every entry point, each with its stable code: nothing is left out, because the
// walk goes over all of them and the tables must have a row for each.
#include <iterator>
#include <stdexcept>

#include "ledger/domain/commands/command.hpp"
#include "ledger/postgres/database.hpp"
#include "tests/matrix/command_expectations.hpp"
#include "tests/matrix/entry_point_abilities.hpp"
#include "tests/matrix/scene.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

static_assert(std::size(all_commands) + 1 == std::variant_size_v<Command>,
              "every command of the ledger but ExpireHold, which is the clock's, has its rows here");
static_assert(std::size(all_situations) == static_cast<std::size_t>(Situation::sum_beyond_int64) + 1);
static_assert(std::size(all_entry_points) == static_cast<std::size_t>(EntryPointName::balance_grpc) + 1);

/// The result of a scene.
struct Played {
  EntryPointAnswer answer;
  /// The answer to the last order before.
  std::string earlier_text;
  bool has_changed_anything = false;
};

/// A ledger with all its entry points, and a connection that observes its tables.
class MatrixFixture {
 public:
  MatrixFixture() : server_(database_.service()), client_(server_), observer_(connect_for_test(database_.owner())) {}

  [[nodiscard]] const ApiServer& server() const { return server_; }
  ApiClient& client() { return client_; }

  /// Sends a scene's orders through an entry point. Returns nothing if it cannot express one of them.
  std::optional<Played> play(EntryPoint& entry_point, const Scene& scene) {
    Played played;
    for (const auto& order : scene.before) {
      const auto answer = entry_point.send(order);
      if (!answer) return std::nullopt;
      // A scene that cannot be set is a fault of this test.
      if (answer->verdict != "recorded" && answer->verdict != "done") {
        throw std::runtime_error("a scene's " + std::string(name_of(order.command)) + ": " + answer->verdict);
      }
      played.earlier_text = answer->text;
    }
    const auto before = state(scene);
    auto answer = entry_point.send(scene.order);
    if (!answer) return std::nullopt;
    played.answer = std::move(*answer);
    played.has_changed_anything = state(scene) != before;
    return played;
  }

 private:
  /// The number of all that is ever recorded, and the accounts as they are.
  std::string state(const Scene& scene) {
    pqxx::read_transaction transaction(*observer_);
    const auto counts = execute_for_row(
        transaction,
        "select (select count(*) from event), (select count(*) from identity), (select count(*) from open_hold),"
        " (select count(*) from reversal)");
    std::string text;
    for (const auto& count : counts) text += std::string(count.c_str()) + " ";
    for (const auto& customer : scene.customers) text += client_.get("/v1/user/" + customer.id).response.body;
    return text;
  }

  TestDatabase database_;
  ApiServer server_;
  ApiClient client_;
  std::unique_ptr<DatabaseSession> observer_;
};

void check_cell(MatrixFixture& fixture, EntryPoint& entry_point, EntryPointName name, const Expectation& expectation,
                const Scene& scene) {
  const auto why_not = inability(name, expectation.command, expectation.situation);
  const auto played = fixture.play(entry_point, scene);
  if (!why_not.empty()) {
    INFO("it was said to be unable: " << why_not);
    CHECK_FALSE(played);
    return;
  }
  if (!played) {
    FAIL_CHECK("nothing says that the door cannot express this");
    return;
  }
  const auto code = code_at(expectation, name);
  CHECK(played->answer.verdict == verdict_at(name, code));
  CHECK(played->has_changed_anything == (code == "recorded"));
  if (code == "replayed" || code == "as_it_is") CHECK(played->answer.text == played->earlier_text);
}

/// Whatever goes wrong in a cell, the walk goes on.
void visit_cell(MatrixFixture& fixture, EntryPoint& entry_point, EntryPointName name, CommandKind command,
                Situation situation) {
  INFO(name_of(name) << " " << name_of(command) << " " << name_of(situation));
  CHECK(rows_about(command, situation) == 1);
  const auto* expectation = expectation_of(command, situation);
  try {
    const auto scene = set_scene(fixture.client(), command, situation);
    CHECK(scene.has_value() == (expectation != nullptr));
    if (scene && expectation != nullptr) check_cell(fixture, entry_point, name, *expectation, *scene);
  } catch (const std::runtime_error& error) {
    FAIL_CHECK(error.what());
  }
}

}  // namespace

TEST_CASE("Every command answers with its stable code in every situation at every entry point",
          "[grpc][every_command]") {
  MatrixFixture fixture;
  for (const auto name : all_entry_points) {
    const auto entry_point = open_entry_point(name, fixture.server());
    for (const auto command : all_commands) {
      for (const auto situation : all_situations) visit_cell(fixture, *entry_point, name, command, situation);
    }
  }
}

}  // namespace ledger::test
