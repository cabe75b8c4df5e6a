// Checks of the texts that options are given: what is wrong with one.
#pragma once

#include <string>

namespace ledger::api {

/// Returns the reason why the text is no "host:port"; an empty text if it is one.
std::string address_error(const std::string& text);

/// Returns the reason why the text is no list of origins for CrossOrigins; an empty text if it is one.
std::string origins_error(const std::string& origins);

/// Returns the reason why the text is no list of names for OwnHosts; an empty text if it is one.
std::string host_names_error(const std::string& names);

/// Returns the reason why the text is no currency code of ISO 4217; an empty text if it is one.
std::string currency_error(const std::string& code);

/// Returns the reason why the text is no date or timestamp; an empty text if it is one.
std::string moment_error(const std::string& text);

/// Returns the reason why the text is no list of networks for TrustedProxies; an empty text if it is one.
std::string proxies_error(const std::string& text);

}  // namespace ledger::api
