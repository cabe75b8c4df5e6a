#include "tests/support/kafka/running_ads.hpp"

#include "tests/support/environment.hpp"

namespace ledger::test {

RunningAds::RunningAds(const std::string& brokers, const std::string& topic, const std::string& state_file)
    : process_(consumers_program(), {"ad_engine", "--state", state_file, "--look-seconds", "0.05"},
               {{"KAFKA_BROKERS", brokers}, {"LEDGER_TOPIC_BALANCES", topic}}) {}

bool RunningAds::read_line(std::chrono::milliseconds deadline) {
  const auto line = process_.next_line(deadline);
  if (!line) return false;
  if (*line == "begin") {
    accounts_.clear();
    is_ready_ = false;
    ++beginnings_;
  }
  if (line->starts_with("+ ")) accounts_.insert(line->substr(2));
  if (line->starts_with("- ")) accounts_.erase(line->substr(2));
  if (*line == "ready") is_ready_ = true;
  ++lines_;
  return true;
}

bool RunningAds::comes_to(const FundedAccounts& accounts) {
  return eventually([&] {
    while (read_line(std::chrono::milliseconds(10))) continue;
    return is_ready_ && accounts_ == accounts;
  });
}

}  // namespace ledger::test
