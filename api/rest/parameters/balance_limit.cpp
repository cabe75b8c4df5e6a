#include "api/rest/parameters/balance_limit.hpp"

#include <string>

namespace ledger::api {
namespace {

constexpr std::string_view limit_name = "balance_limit";
/// A page's limit is something else, so the highest balance has a name of its own now.
constexpr std::string_view former_limit_name = "limit";

}  // namespace

std::string_view balance_limit_name(const FieldReader& fields) {
  return fields.has(former_limit_name) && !fields.has(limit_name) ? former_limit_name : limit_name;
}

void write_balance_limit(JsonWriter& json, MinorUnits limit, const Currency& currency) {
  if (limit == no_limit) {
    json.null_member(limit_name);
    json.null_member(former_limit_name);
    return;
  }
  const auto amount = format_amount(limit, currency);
  json.member(limit_name, amount);
  json.member(former_limit_name, amount);
}

}  // namespace ledger::api
