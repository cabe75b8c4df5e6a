// ledgerctl anchor and ledgerctl verify as an operator runs them.
#include <regex>

#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/forged_history.hpp"
#include "tests/support/postgres/test_database.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_file.hpp"

namespace ledger::test {
namespace {

struct Ended {
  int exit_code = -1;
  std::string output;
  std::string log;
};

Ended run_ctl(const TestDatabase& database, const std::vector<std::string>& arguments) {
  Process process(program_path("ledgerctl"), arguments, database_environment(database.owner()));
  Ended ended;
  while (const auto line = process.next_line()) ended.output += *line + "\n";
  ended.exit_code = process.wait();
  ended.log = process.log();
  return ended;
}

}  // namespace

TEST_CASE("An operator keeps an anchor outside and verifies against it", "[verify][anchor]") {
  const TestDatabase database;
  {
    WriterHarness writer(database.service());
    writer.apply(deposit(writer.open(), "10"));
  }
  const auto anchor = run_ctl(database, {"anchor"}).output;
  REQUIRE(std::regex_match(anchor, std::regex("0:2:[0-9a-f]{64}\n")));
  const auto text = anchor.substr(0, anchor.size() - 1);
  const TemporaryFile file("# of today\n" + anchor);

  for (const auto& arguments : {std::vector<std::string>{"verify", "--anchor", text},
                                {"verify", "--anchor", text.substr(2), "--anchor", text, "--whole"},
                                {"verify", "--anchors", file.path(), "--seed", "7"}}) {
    const auto ended = run_ctl(database, arguments);
    INFO(ended.log);
    CHECK(ended.exit_code == 0);
    CHECK_THAT(ended.output, Contains("2 events of 1 accounts") && Contains("USD: came in 10.00, went out 0.00") &&
                                 Contains("intact: positions, hash chain") &&
                                 Contains("schema and rights, migrations"));
    CHECK_THAT(ended.output, Contains(arguments.size() > 5     ? "2 anchors\nwhole: the snapshots of all 1 accounts\n"
                                      : arguments[1][8] == 's' ? "sampled: the snapshots of 1 of 1 accounts (seed 7)"
                                                               : "1 anchors\nsampled: "));
  }
  CHECK_THAT(run_ctl(database, {"verify"}).output, Contains("that takes an anchor kept outside"));

  rewrite_history(database, Position(2), "actor = 'someone else'");
  CHECK(run_ctl(database, {"verify"}).exit_code == 0);
  auto ended = run_ctl(database, {"verify", "--anchors", file.path()});
  CHECK(ended.exit_code == 2);
  CHECK_THAT(ended.output, Contains("WRONG: journal 0, position 2: the anchor has another hash"));

  query_value(database.owner(), "grant delete on event to public; drop index event_by_effective");
  ended = run_ctl(database, {"verify"});
  CHECK(ended.exit_code == 2);
  CHECK_THAT(ended.output, Contains("WRONG: table event, index event_by_effective: is missing") &&
                               Contains("WRONG: table event, rights of PUBLIC: is there"));
  CHECK_THAT(ended.output, !Contains("intact"));
}

TEST_CASE("What is no anchor is refused before anything is read", "[verify][anchor]") {
  const TestDatabase database;
  auto ended = run_ctl(database, {"verify", "--anchor", "0:5:abc"});
  CHECK(ended.exit_code != 0);
  CHECK(ended.exit_code != 2);
  CHECK_THAT(ended.log, Contains("not JOURNAL:POSITION:HASH or POSITION:HASH: 0:5:abc"));
  const TemporaryFile file("# one\n5\n");
  ended = run_ctl(database, {"verify", "--anchors", file.path()});
  CHECK(ended.exit_code == 1);
  CHECK_THAT(ended.log, Contains("line 2: not JOURNAL:POSITION:HASH or POSITION:HASH: 5"));
}

}  // namespace ledger::test
