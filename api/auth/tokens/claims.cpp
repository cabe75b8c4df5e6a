#include "api/auth/tokens/claims.hpp"

#include <algorithm>
#include <charconv>

#include "api/json/json_tree.hpp"

namespace ledger::api {
namespace {

using Clock = std::chrono::system_clock;
using Kind = JsonTree::Kind;

constexpr std::size_t accounts_max = 64;
/// 9999-12-31; later times are nonsense.
constexpr std::int64_t seconds_max = 253'402'300'799;
/// 2255: the clock counts nanoseconds, and ends a little later. As good as any time after it.
constexpr std::int64_t seconds_kept_max = 9'000'000'000;

std::optional<std::int64_t> whole_number(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || number < 0) return std::nullopt;
  return number;
}

/// Returns the time given in seconds since 1970, without its fraction. Numbers with an exponent are refused.
std::optional<Clock::time_point> time_in(const JsonTree& value) {
  if (value.kind != Kind::number) return std::nullopt;
  const auto seconds = whole_number(std::string_view(value.text).substr(0, value.text.find('.')));
  const bool has_exponent = value.text.find_first_of("eE") != std::string::npos;
  if (!seconds || *seconds > seconds_max || has_exponent) return std::nullopt;
  return Clock::time_point(std::chrono::seconds(std::min(*seconds, seconds_kept_max)));
}

std::optional<AuthError> broken_time_rule(const JsonTree& claims, const TokenRules& rules, Clock::time_point now,
                                          Clock::time_point& expires) {
  const auto* exp = claims.find("exp");
  const auto end = exp == nullptr ? std::nullopt : time_in(*exp);
  if (!end) return AuthError::token_claims;
  if (now >= *end + rules.leeway) return AuthError::token_expired;
  if (*end > now + rules.lifetime_max + rules.leeway) return AuthError::token_lifetime;
  for (const auto* name : {"nbf", "iat"}) {
    const auto* claim = claims.find(name);
    if (claim == nullptr) continue;
    const auto time = time_in(*claim);
    if (!time) return AuthError::token_claims;
    if (*time > now + rules.leeway) return AuthError::token_not_yet_valid;
  }
  expires = *end + rules.leeway;
  return std::nullopt;
}

/// `aud` is one text or several.
bool is_meant_for(const JsonTree& claims, const std::string& audience) {
  const auto* aud = claims.find("aud");
  if (aud == nullptr) return false;
  const auto is_ours = [&audience](const JsonTree& each) { return each.kind == Kind::text && each.text == audience; };
  return is_ours(*aud) || (aud->kind == Kind::array && std::any_of(aud->items.begin(), aud->items.end(), is_ours));
}

/// Actors stand in events for ever: an address or a name must not get there.
bool is_opaque(std::string_view subject) {
  return !subject.empty() && subject.size() <= principal_id_bytes_max &&
         std::all_of(subject.begin(), subject.end(), [](char each) {
           return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
                  std::string_view("-_.:|/").find(each) != std::string_view::npos;
         });
}

/// An array of names, or one text with blanks between them. Names that are not ours are another program's roles.
std::optional<Roles> roles_in(const JsonTree* claim) {
  Roles roles;
  const auto take = [&roles](std::string_view name) {
    if (const auto role = parse_role(name)) roles.add(*role);
  };
  if (claim == nullptr) return roles;
  if (claim->kind == Kind::text) {
    std::string_view rest = claim->text;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(' '), rest.size());
      take(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return roles;
  }
  if (claim->kind != Kind::array) return std::nullopt;
  for (const auto& each : claim->items) {
    if (each.kind != Kind::text) return std::nullopt;
    take(each.text);
  }
  return roles;
}

/// An array of whole numbers greater than 0, each as a number or, for programs that have only doubles, as a text.
std::optional<std::vector<AccountId>> accounts_in(const JsonTree* claim) {
  std::vector<AccountId> accounts;
  if (claim == nullptr) return accounts;
  if (claim->kind != Kind::array || claim->items.size() > accounts_max) return std::nullopt;
  for (const auto& each : claim->items) {
    const auto number = each.kind == Kind::number || each.kind == Kind::text ? whole_number(each.text) : std::nullopt;
    if (!number || *number == 0) return std::nullopt;
    accounts.emplace_back(*number);
  }
  std::sort(accounts.begin(), accounts.end());
  return accounts;
}

}  // namespace

std::variant<Principal, AuthError> read_claims(std::string_view json, const std::string& issuer,
                                               const TokenRules& rules, Clock::time_point now) {
  const auto claims = JsonTree::parse_object(json);
  if (!claims) return AuthError::token_malformed;
  if (claims->text_member("iss") != issuer) return AuthError::token_issuer;
  if (!is_meant_for(*claims, rules.audience)) return AuthError::token_audience;
  Principal read;
  if (const auto error = broken_time_rule(*claims, rules, now, read.token.expires)) return *error;
  const auto subject = claims->text_member("sub");
  if (!subject || !is_opaque(*subject)) return AuthError::token_subject;
  if (subject->starts_with(login_subject_prefix) && issuer != rules.login_issuer) return AuthError::token_subject;
  const auto roles = roles_in(claims->find(rules.roles_claim));
  auto accounts = accounts_in(claims->find(rules.accounts_claim));
  if (!roles || !accounts) return AuthError::token_claims;
  read.id = *subject;
  read.roles = *roles;
  read.accounts = std::move(*accounts);
  return read;
}

}  // namespace ledger::api
