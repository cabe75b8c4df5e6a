// Errors that libpqxx throws are told apart by their SQLSTATE.
#include "ledger/postgres/database.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

std::string raised(const DatabaseSettings& settings, const std::string& sqlstate) {
  try {
    execute_alone(settings, "do $$ begin raise exception using errcode = '" + sqlstate + "'; end $$");
  } catch (const std::exception& error) {
    return sqlstate_of(error);
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("Every error that the server answers with keeps its SQLSTATE", "[postgres]") {
  const TestDatabase database;
  for (const std::string sqlstate :
       {"0A000", "22003", "23505", "23514", "3F000", "40000", "40001", "40003", "40P01", "42501", "42601", "42703",
        "42883", "42704", "42P01", "53000", "53100", "53200", "53300", "55P03", "57014", "57P01", "58030", "P0001"}) {
    CHECK(raised(database.owner(), sqlstate) == sqlstate);
  }
}

TEST_CASE("What is no answer of the server has no SQLSTATE", "[postgres]") {
  CHECK(sqlstate_of(std::runtime_error("something else")).empty());
  CHECK(sqlstate_of(pqxx::broken_connection("the server is gone")).empty());
}

}  // namespace ledger::test
