// Reads the settings that deploy/test passes to the tests.
#pragma once

#include <string>

namespace ledger::test {

/// The variable's value; fails the test with advice if it is not set.
std::string required_environment(const char* name);

/// libpq connection string of a superuser of the private PostgreSQL, database postgres.
inline std::string postgres_connection_string() { return required_environment("LEDGER_TEST_PG"); }
/// Bootstrap servers of the private Kafka broker.
inline std::string kafka_brokers() { return required_environment("LEDGER_TEST_KAFKA"); }
/// A built program's path, such as "ledger-api".
inline std::string program_path(const std::string& name) {
  return required_environment("LEDGER_TEST_BIN") + "/bin/" + name;
}

/// The path of the program that runs the consumers of deploy/clients.
std::string consumers_program();

/// A name that no other test on these servers uses: prefix, process id and a counter.
std::string unique_name(const std::string& prefix);

}  // namespace ledger::test
