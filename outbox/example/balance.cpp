#include "outbox/example/balance.hpp"

#include <rapidjson/document.h>

namespace ledger::example {
namespace {

/// Without recursion, and numbers are not made floats; the rest of RapidJSON's habits do no harm here.
constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;

std::optional<Balance> read(const rapidjson::Document& document) {
  if (!document.IsObject()) return std::nullopt;
  const auto account = document.FindMember("account_id");
  const auto version = document.FindMember("version");
  const auto recorded = document.FindMember("recorded");
  const auto funded = document.FindMember("funded");
  const auto status = document.FindMember("status");
  const auto end = document.MemberEnd();
  if (account == end || version == end || recorded == end || funded == end || status == end) return std::nullopt;
  if (!account->value.IsInt64() || !version->value.IsInt64() || !recorded->value.IsString() ||
      !funded->value.IsBool() || !status->value.IsString()) {
    return std::nullopt;
  }
  const auto moment = parse_moment({recorded->value.GetString(), recorded->value.GetStringLength()});
  if (!moment) return std::nullopt;
  return Balance{.account = AccountId(account->value.GetInt64()),
                 .age = {.recorded = *moment, .version = Version(version->value.GetInt64())},
                 .ads_may_run = funded->value.GetBool() && status->value == "open"};
}

}  // namespace

std::optional<Balance> parse_balance(std::string_view json) {
  rapidjson::Document document;
  document.Parse<parse_flags>(json.data(), json.size());
  return document.HasParseError() ? std::nullopt : read(document);
}

}  // namespace ledger::example
