#include "tests/support/api/command_table.hpp"

#include <stdexcept>

namespace ledger::test {
namespace {

void must_succeed(const Answer& answer) {
  if (answer.status() != 200) throw std::runtime_error("refused: " + answer.response.body);
}

}  // namespace

std::string filled(std::string text, const Names& names) {
  for (auto mark = text.find('$'); mark != std::string::npos; mark = text.find('$', mark)) {
    const auto end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", mark + 1);
    const auto name = text.substr(mark + 1, end == std::string::npos ? end : end - mark - 1);
    const auto found = names.find(name);
    if (name != "uid" && found == names.end()) throw std::runtime_error("nothing is called " + name);
    const auto value = name == "uid" ? fresh_uid() : found->second;
    text.replace(mark, name.size() + 1, value);
    mark += value.size();
  }
  return text;
}

AccountsOfAllKinds::AccountsOfAllKinds(ApiClient& client) {
  names["rich"] = client.open();
  names["poor"] = client.open();
  names["limited"] = client.open(R"(,"limit":"100")");
  names["full"] = client.open();
  names["frozen"] = client.open();
  names["closed"] = client.open();
  names["euro"] = client.open(R"(,"currency":"EUR")");
  names["yen"] = client.open(R"(,"currency":"JPY")");
  names["nobody"] = "999999";
  const auto deposit = client.deposit(names["rich"], "100");
  must_succeed(deposit);
  names["deposit"] = deposit["uid"];
  must_succeed(client.deposit(names["limited"], "50"));
  must_succeed(client.deposit(names["full"], "92233720368547758.00"));
  must_succeed(client.deposit(names["frozen"], "10"));
  must_succeed(client.post("/v1/user/" + names["frozen"] + "/freeze", ""));
  must_succeed(client.post("/v1/user/" + names["closed"] + "/close", ""));
  must_succeed(client.deposit(names["euro"], "100"));
  must_succeed(client.deposit(names["yen"], "500"));
}

}  // namespace ledger::test
