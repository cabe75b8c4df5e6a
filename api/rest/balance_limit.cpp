#include "api/rest/balance_limit.hpp"

#include <string>

namespace ledger::api {
namespace {

constexpr std::string_view name = "balance_limit";
/// A page's limit is something else, so the highest balance has a name of its own now.
constexpr std::string_view former_name = "limit";

}  // namespace

std::string_view balance_limit_name(const FieldReader& fields) {
  return fields.has(former_name) && !fields.has(name) ? former_name : name;
}

void write_balance_limit(JsonWriter& json, MinorUnits limit, const Currency& currency) {
  if (limit == no_limit) {
    json.null_member(name);
    json.null_member(former_name);
    return;
  }
  const auto amount = format_amount(limit, currency);
  json.member(name, amount);
  json.member(former_name, amount);
}

}  // namespace ledger::api
