#include "api/rest/cross_origins.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ledger::api {
namespace {

constexpr std::string_view origin_name = "Origin";
/// The fields that some call heeds, and the one of tracing libraries. Browsers let pages send a few more, such as
/// Accept, without asking.
constexpr std::string_view request_fields =
    "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Ledger-Min-Position, X-Request-Id, "
    "traceparent";
/// The fields of answers that a page may read besides Content-Type and the like.
constexpr std::string_view answer_fields =
    "Content-Disposition, ETag, Idempotent-Replayed, Ledger-May-Change, Ledger-Position, Link, Location, Retry-After, "
    "WWW-Authenticate, X-Request-Id";
/// A browser asks again after so long.
constexpr std::string_view preflight_seconds = "600";

bool is_host(std::string_view host) {
  const auto is_well = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == ':' ||
           c == '[' || c == ']';
  };
  return !host.empty() && std::all_of(host.begin(), host.end(), is_well);
}

/// A browser leaves the usual port out, so an origin with it would never be met.
bool is_origin(std::string_view text) {
  for (const auto& [scheme, usual_port] :
       {std::pair<std::string_view, std::string_view>("https://", ":443"), {"http://", ":80"}}) {
    if (!text.starts_with(scheme)) continue;
    return is_host(text.substr(scheme.size())) && !text.ends_with(usual_port);
  }
  return false;
}

}  // namespace

CrossOrigins::CrossOrigins(std::string_view origins) {
  if (origins.empty()) return;
  for (bool at_end = false; !at_end;) {
    const auto comma = origins.find(',');
    at_end = comma == std::string_view::npos;
    const auto origin = origins.substr(0, comma);
    if (!at_end) origins.remove_prefix(comma + 1);
    if (!is_origin(origin)) {
      throw std::invalid_argument("no origin as browsers write it: '" + std::string(origin) +
                                  "' (such as https://app.example or http://localhost:3000, separated by commas, in "
                                  "lower case, without a path and without the usual port; * is not taken)");
    }
    origins_.emplace_back(origin);
  }
}

std::optional<std::string_view> CrossOrigins::allowed_origin(const Request& request) const {
  if (origins_.empty()) return std::nullopt;
  const auto origin = request.header(origin_name);
  const bool is_listed = origin && std::find(origins_.begin(), origins_.end(), *origin) != origins_.end();
  return is_listed ? origin : std::nullopt;
}

std::optional<Response> CrossOrigins::answer_to_preflight(const Request& request,
                                                          const MethodNotAllowed& methods) const {
  const bool is_preflight = request.method == Method::options && request.header("Access-Control-Request-Method");
  if (!is_preflight || !is_allowed(request)) return std::nullopt;
  Response response{.status = Status::no_content, .body = {}, .fields = {}};
  response.fields = {{"Access-Control-Allow-Methods", methods.allow},
                     {"Access-Control-Allow-Headers", std::string(request_fields)},
                     {"Access-Control-Max-Age", std::string(preflight_seconds)}};
  return response;
}

void CrossOrigins::add_fields(const Request& request, Response& response) const {
  if (origins_.empty()) return;
  // Caches are not to give one page what was answered to another.
  response.fields.push_back({"Vary", std::string(origin_name)});
  const auto origin = allowed_origin(request);
  if (!origin) return;
  response.fields.push_back({"Access-Control-Allow-Origin", std::string(*origin)});
  response.fields.push_back({"Access-Control-Expose-Headers", std::string(answer_fields)});
}

}  // namespace ledger::api
