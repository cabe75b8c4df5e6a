// A thousand random changes of a ledger, each of which is found by the mode of verify that promises it.
#include <iostream>
#include <random>

#include "ledger/ctl/checks/schema_check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/mutated_ledger.hpp"
#include "tests/support/postgres/forged_history.hpp"
#include "tests/support/postgres/row_mutations.hpp"
#include "tests/support/postgres/schema_mutations.hpp"

namespace ledger::test {
namespace {

constexpr int changes_by_owner = 500;
constexpr int changes_by_service = 150;
constexpr int schema_changes = 250;
constexpr int rewritten_histories = 50;
constexpr int cut_tails = 50;
/// The attempts for each change, some of which the database may refuse or which change nothing.
constexpr int attempts_per_change = 40;

/// The same changes again: set LEDGER_MUTATION_SEED. Uids are random all the same.
std::uint32_t seed_of_today() {
  const char* const given = std::getenv("LEDGER_MUTATION_SEED");
  const auto seed = given == nullptr ? std::random_device{}() : static_cast<std::uint32_t>(std::stoul(given));
  std::cout << "mutation test: LEDGER_MUTATION_SEED=" << seed << std::endl;
  return seed;
}

VerifyReport report_on(const MutatedLedger& ledger, const VerifyOptions& wanted = {}) {
  auto options = wanted;
  options.totals_stride = small_stride;
  return verify(
      ledger.database().owner(), [](std::int64_t, std::int64_t) {}, options);
}

VerifyOptions whole_with(std::vector<Anchor> anchors) {
  VerifyOptions options;
  options.whole = true;
  options.anchors = std::move(anchors);
  return options;
}

/// The catalogue takes longer to read than all of this ledger, and was not changed.
VerifyOptions for_changed_rows(const RowMutation& mutation) {
  VerifyOptions options;
  options.whole = mutation.found_by == FoundBy::whole;
  options.schema = mutation.table == "schema_migration";
  return options;
}

void must_be_intact(const MutatedLedger& ledger) {
  REQUIRE(verdict(report_on(ledger)) == "intact");
  REQUIRE(verdict(report_on(ledger, whole_with(ledger.anchors()))) == "intact");
}

/// Returns true if the fault concerns an event, or its text names the table.
bool names(const VerifyReport& report, const std::string& table) {
  return report.fault && (report.fault->position > Position(0) || report.fault->what.find(table) != std::string::npos);
}

/// The next change that the database accepts.
RowMutation change_rows(MutatedLedger& ledger, RowMutations& mutations, bool as_owner) {
  for (int attempt = 0; attempt < attempts_per_change; ++attempt) {
    auto mutation = mutations.any();
    if (ledger.change(mutation.table, mutation.sql, as_owner, mutation.rows)) return mutation;
  }
  FAIL("the database refuses every change");
  return {};
}

void find_changes_of_rows(MutatedLedger& ledger, std::uint32_t seed, bool as_owner, int changes) {
  RowMutations mutations(ledger, seed);
  for (int count = 0; count < changes; ++count) {
    const auto mutation = change_rows(ledger, mutations, as_owner);
    INFO((as_owner ? "by the owner: " : "by the services' role: ") << mutation.sql);
    const auto report = report_on(ledger, for_changed_rows(mutation));
    INFO(verdict(report));
    CHECK(names(report, mutation.table));
    ledger.restore({mutation.table});
    if (count % 100 == 99) must_be_intact(ledger);
  }
}

void find_changes_of_schema(MutatedLedger& ledger, std::uint32_t seed) {
  SchemaMutations mutations(ledger, seed);
  PostgresConnection connection(ledger.database().owner(), {.application = "test"});
  for (int count = 0, refused = 0; count < schema_changes;) {
    const auto sql = mutations.any();
    INFO(sql);
    // Undone at once: roles belong to the whole server.
    connection.execute("begin");
    try {
      connection.execute("set local client_min_messages = error");
      connection.execute(("do $do$ begin " + sql + "; end $do$").c_str());
      CHECK_FALSE(check_schema(connection).faults.empty());
      ++count;
    } catch (const StatementFailed&) {
      REQUIRE(++refused < schema_changes * attempts_per_change);
    }
    connection.execute("rollback");
  }
}

/// Forges histories that are consistent in themselves; only an anchor reveals them.
void find_forged_histories(MutatedLedger& ledger, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto any_position = [&] { return Position(1 + static_cast<std::int64_t>(random() % ledger.events())); };
  auto with_anchors = whole_with(ledger.anchors());
  with_anchors.schema = false;
  for (int count = 0; count < rewritten_histories; ++count) {
    const auto position = any_position();
    const std::string assignment = random() % 2 == 0 ? "actor = 'somebody else'" : "effective_us = effective_us - 1";
    INFO("rewritten from " << position.value << ": " << assignment);
    rewrite_history(ledger.database(), position, assignment);
    CHECK_THAT(verdict(report_on(ledger, whole_with(ledger.anchors()))), Contains("the anchor has another hash"));
    ledger.restore({"event", "snapshot_checkpoint", "relay_note"});
  }
  for (int count = 0; count < cut_tails; ++count) {
    const auto position = any_position();
    INFO("cut from " << position.value);
    cut_tail(ledger.database(), position);
    // A hold whose end was cut off, and the like, may be found before.
    CHECK(report_on(ledger, with_anchors).fault);
    ledger.restore({"event", "snapshot_checkpoint", "relay_note", "reversal", "open_hold", "transaction_comment",
                    "identity", "pending_erasure"});
  }
}

}  // namespace

TEST_CASE("A thousand random changes are found by the mode of verify that promises it", "[verify][mutation]") {
  const auto seed = seed_of_today();
  MutatedLedger ledger(seed);
  must_be_intact(ledger);
  find_changes_of_rows(ledger, seed + 1, true, changes_by_owner);
  find_changes_of_rows(ledger, seed + 2, false, changes_by_service);
  find_changes_of_schema(ledger, seed + 3);
  find_forged_histories(ledger, seed + 4);
  must_be_intact(ledger);
}

}  // namespace ledger::test
