// Fetching a small document from a URL.
#pragma once

#include <chrono>
#include <string>

namespace ledger::api {

/// Returns true if keys may be fetched from this URL: it uses https, or http on this machine.
bool is_safe_url(const std::string& url);

/// The document, with all of it within the deadline and not larger than `bytes_max`; redirects are not followed.
/// Blocks. Throws std::runtime_error that says what is wrong.
std::string fetch(const std::string& url, std::chrono::milliseconds deadline, std::size_t bytes_max);

}  // namespace ledger::api
