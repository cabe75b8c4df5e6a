// Chooses the media type that a client prefers among several (RFC 9110, 12.5.1).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "api/http/message/request.hpp"

namespace ledger::api {

/// The index of the offered media type that the request's Accept fields prefer; nothing if they accept none of them.
/// The greatest weight (q) wins, then the range that names the type more closely, then the one that was named first,
/// then the first offer. Of the ranges that match a type the closest one counts, so "text/csv;q=0, */*" is everything
/// but CSV. Names are compared in any case, parameters other than q are not looked at, and a range whose weight cannot
/// be read counts as not sent. Without any range everything is accepted.
std::optional<std::size_t> preferred_type(const Request& request, std::span<const std::string_view> offers);

}  // namespace ledger::api
