// Subcommands, and options of their own.
#include "ledger/process/command_line.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/process/reading.hpp"

namespace ledger::test {

TEST_CASE("at most one subcommand, with the program's options before or behind it", "[command-line]") {
  const CommandLine line("a test");
  std::string host;
  std::int16_t journal = 0;
  line.text({.flag = "--host"}, host);
  const auto run = line.subcommand("run", "works");
  const auto resume = line.subcommand("resume", "goes on");
  resume.number({.flag = "--journal", .required = true}, journal);

  SECTION("none") {
    CHECK(read(line, {}).went_well());
    CHECK_FALSE(run.was_given());
    CHECK_FALSE(resume.was_given());
  }
  SECTION("one") {
    CHECK(read(line, {"resume", "--journal", "2", "--host", "h"}).went_well());
    CHECK(resume.was_given());
    CHECK_FALSE(run.was_given());
    CHECK(journal == 2);
    CHECK(host == "h");
  }
  SECTION("its options are its own, and needed with it only") {
    CHECK(read(line, {"resume", "two"}).refused("--journal is required; unknown: two\n"));
    CHECK(read(line, {"run", "--journal", "2"}).refused("--journal"));
    CHECK(read(line, {"resume", "--journal", "40000"}).refused("--journal"));
  }
  SECTION("two") { CHECK(read(line, {"run", "resume", "--journal", "2"}).refused("resume")); }
  SECTION("one is needed") {
    line.require_subcommand();
    CHECK(read(line, {}).refused("A subcommand is required"));
    CHECK(read(line, {"runn", "1"}).refused("A subcommand is required; unknown: runn\n"));
    CHECK(read(line, {"resume"}).refused("--journal is required"));
    CHECK(read(line, {"run"}).went_well());
  }
}

TEST_CASE("a word behind a subcommand has options of its own", "[command-line]") {
  const CommandLine line("a test");
  std::string host;
  bool all = false;
  line.text({.flag = "--host"}, host);
  const auto things = line.subcommand("things", "about things");
  const auto list = things.subcommand("list", "shows them");
  const auto drop = things.subcommand("drop", "removes them");
  drop.flag({.flag = "--all"}, all);
  things.require_subcommand();

  CHECK(read(line, {"things"}).refused("A subcommand is required"));
  CHECK(read(line, {"things", "lists"}).refused("A subcommand is required; unknown: lists\n"));
  CHECK(read(line, {"things", "list", "--all"}).refused("--all"));
  CHECK(read(line, {"things", "drop", "--all", "--host", "h"}).went_well());
  CHECK(things.was_given());
  CHECK(drop.was_given());
  CHECK_FALSE(list.was_given());
  CHECK(all);
  CHECK(host == "h");
}

}  // namespace ledger::test
