#include "api/http/message/accept.hpp"

#include <algorithm>
#include <tuple>

#include "api/http/message/blanks.hpp"

namespace ledger::api {
namespace {

constexpr int weight_max = 1000;

/// Takes what stands before the separator off the text, which may also be within a quoted string.
std::string_view take_until(char separator, std::string_view& text) {
  bool is_quoted = false;
  std::size_t end = 0;
  for (; end < text.size() && (is_quoted || text[end] != separator); ++end) {
    if (text[end] == '"') is_quoted = !is_quoted;
    if (is_quoted && text[end] == '\\') ++end;
  }
  const auto taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return without_blanks(taken);
}

/// A weight in thousandths: "0.5", "1", and ".5" as Java's old client writes it.
std::optional<int> weight_in(std::string_view text) {
  int weight = 0;
  if (!text.empty() && (text.front() == '0' || text.front() == '1')) {
    weight = (text.front() - '0') * weight_max;
    text.remove_prefix(1);
    if (text.empty() || text == ".") return weight;
  }
  if (text.size() < 2 || text.front() != '.' || text.size() > 4) return std::nullopt;
  int place = weight_max / 10;
  for (const char digit : text.substr(1)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    weight += (digit - '0') * place;
    place /= 10;
  }
  return weight <= weight_max ? std::optional(weight) : std::nullopt;
}

/// Returns how closely a range matches a type: 3 if exactly, 2 with any subtype, 1 as */*, and 0 if not at all.
int closeness(std::string_view range, std::string_view type) {
  if (range == "*/*" || range == "*") return 1;
  if (equal_ignoring_case(range, type)) return 3;
  const auto slash = type.find('/');
  const bool is_kin =
      range.ends_with("/*") && equal_ignoring_case(range.substr(0, range.size() - 2), type.substr(0, slash));
  return is_kin ? 2 : 0;
}

/// The preference of the ranges for one offer; a greater verdict is better.
struct Verdict {
  int weight = 0;
  int closeness = 0;
  /// The negated index of the range, so that the first range ranks highest.
  int place = 0;

  [[nodiscard]] auto rank() const { return std::tuple(weight, closeness, place); }
};

/// Calls `use(range, weight)` for each range.
template <class Use>
void for_each_range(const Request& request, Use use) {
  for (const auto& field : request.headers) {
    if (!equal_ignoring_case(field.name, "Accept")) continue;
    for (auto rest = field.value; !rest.empty();) {
      auto element = take_until(',', rest);
      const auto range = take_until(';', element);
      std::optional<int> weight = weight_max;
      while (!element.empty()) {
        auto parameter = take_until(';', element);
        const auto name = take_until('=', parameter);
        if (equal_ignoring_case(name, "q")) weight = weight_in(without_blanks(parameter));
      }
      if (!range.empty() && weight) use(range, *weight);
    }
  }
}

}  // namespace

std::optional<std::size_t> preferred_type(const Request& request, std::span<const std::string_view> offers) {
  std::optional<std::size_t> best;
  Verdict best_verdict;
  for (std::size_t offer = 0; offer < offers.size(); ++offer) {
    Verdict verdict;
    int ranges = 0;
    for_each_range(request, [&](std::string_view range, int weight) {
      const Verdict one{.weight = weight, .closeness = closeness(range, offers[offer]), .place = -++ranges};
      if (one.closeness > verdict.closeness) verdict = one;
    });
    if (ranges == 0) return 0;
    if (verdict.weight == 0 || (best && verdict.rank() <= best_verdict.rank())) continue;
    best = offer;
    best_verdict = verdict;
  }
  return best;
}

}  // namespace ledger::api
