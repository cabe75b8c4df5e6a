#include "outbox/example/balance.hpp"

#include <rapidjson/document.h>

#include <charconv>

namespace ledger::example {
namespace {

constexpr std::string_view balance_type = "ledger.balance.v1";

/// Without recursion, and numbers are not made floats; the rest of RapidJSON's habits do no harm here.
constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;

/// The epoch, which the first one does not write; nothing if it is no epoch.
std::optional<std::int64_t> epoch_in(const rapidjson::Document& document) {
  const auto epoch = document.FindMember("epoch");
  if (epoch == document.MemberEnd()) return 1;
  if (!epoch->value.IsInt64() || epoch->value.GetInt64() < 1) return std::nullopt;
  return epoch->value.GetInt64();
}

std::optional<Balance> read(const rapidjson::Document& document) {
  if (!document.IsObject()) return std::nullopt;
  const auto account = document.FindMember("account_id");
  const auto version = document.FindMember("version");
  const auto funded = document.FindMember("funded");
  const auto status = document.FindMember("status");
  const auto end = document.MemberEnd();
  if (account == end || version == end || funded == end || status == end) return std::nullopt;
  if (!account->value.IsInt64() || !version->value.IsInt64() || !funded->value.IsBool() || !status->value.IsString()) {
    return std::nullopt;
  }
  const auto epoch = epoch_in(document);
  if (!epoch) return std::nullopt;
  return Balance{.account = AccountId(account->value.GetInt64()),
                 .age = {.epoch = *epoch, .version = Version(version->value.GetInt64())},
                 .ads_may_run = funded->value.GetBool() && status->value == "open"};
}

std::optional<std::int64_t> positive_number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Balance> balance_in(const BalanceRecord& record) {
  if (record.type != balance_type) return std::nullopt;
  if (record.value) return parse_balance(*record.value);
  const auto account = positive_number_in(record.key);
  const auto epoch = positive_number_in(record.epoch);
  if (!account || !epoch) return std::nullopt;
  return Balance{.account = AccountId(*account), .age = {.epoch = *epoch, .version = Version(0)}, .ads_may_run = false};
}

std::optional<Balance> parse_balance(std::string_view json) {
  rapidjson::Document document;
  document.Parse<parse_flags>(json.data(), json.size());
  return document.HasParseError() ? std::nullopt : read(document);
}

}  // namespace ledger::example
