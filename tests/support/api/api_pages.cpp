#include "tests/support/api/api_pages.hpp"

#include <regex>

#include "tests/support/catch.hpp"

namespace ledger::test {

std::string next_target(const Answer& answer) {
  std::smatch found;
  const auto link = answer.response.field("Link");
  return std::regex_match(link, found, std::regex("<(.*)>; rel=\"next\"")) ? found[1].str() : "";
}

std::vector<std::string> members_of_pages(ApiClient& client, std::string target, const char* name) {
  std::vector<std::string> members;
  while (!target.empty()) {
    const auto page = client.get(target);
    REQUIRE(page.status() == 200);
    const auto items = page.json.member("items");
    for (std::size_t index = 0; index < items.size(); ++index) members.push_back(items.at(index)[name]);
    target = next_target(page);
  }
  return members;
}

}  // namespace ledger::test
