// The one host of all addresses.
#include "ledger/process/listen_host.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/process/reading.hpp"

namespace ledger::test {

TEST_CASE("One setting gives the host of all addresses that are not given by themselves", "[options]") {
  const auto addresses = [](const std::vector<const char*>& arguments) {
    std::string own = "127.0.0.1:8000";
    std::string other = "127.0.0.1:8001";
    const CommandLine line("a program");
    const ListenHost host(line);
    const auto own_option = line.text({"--own", "LEDGER_COMMAND_LINE_TEST", "an address"}, own);
    const auto other_option = line.text({"--other", "", "another one"}, other);
    REQUIRE(read(line, arguments).went_well());
    host.apply_to(own, own_option);
    host.apply_to(other, other_option);
    return own + " " + other;
  };
  CHECK(addresses({}) == "127.0.0.1:8000 127.0.0.1:8001");
  CHECK(addresses({"--listen", "0.0.0.0"}) == "0.0.0.0:8000 0.0.0.0:8001");
  CHECK(addresses({"--listen", "::"}) == "[::]:8000 [::]:8001");
  CHECK(addresses({"--listen", "[::1]"}) == "[::1]:8000 [::1]:8001");
  // Given by itself, even as it would be without.
  CHECK(addresses({"--listen", "0.0.0.0", "--own", "127.0.0.1:8000"}) == "127.0.0.1:8000 0.0.0.0:8001");
  const Environment given("10.0.0.1:9");
  CHECK(addresses({"--listen", "0.0.0.0"}) == "10.0.0.1:9 0.0.0.0:8001");

  const CommandLine line("a program");
  const ListenHost host(line);
  CHECK(read(line, {"--listen", "0.0.0.0:8000"}).refused("without a port"));
}

}  // namespace ledger::test
