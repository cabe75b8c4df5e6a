#include "api/option_checks.hpp"

#include <stdexcept>

#include "api/http/message/client_address.hpp"
#include "api/rest/cross_origins.hpp"
#include "api/rest/own_hosts.hpp"
#include "ledger/domain/values/currency.hpp"
#include "ledger/domain/values/moment.hpp"
#include "ledger/process/program.hpp"

namespace ledger::api {

std::string address_error(const std::string& text) {
  try {
    parse_host_and_port(text);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

std::string origins_error(const std::string& origins) {
  try {
    const CrossOrigins checked(origins);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

std::string host_names_error(const std::string& names) {
  try {
    const OwnHosts checked(names);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

std::string currency_error(const std::string& code) {
  return Currency::from_code(code) ? std::string() : code + " is no ISO 4217 currency code";
}

std::string moment_error(const std::string& text) {
  return parse_moment(text) ? std::string() : text + " is no date or timestamp";
}

std::string proxies_error(const std::string& text) {
  try {
    const TrustedProxies parsed(text, ForwardedHeader::x_forwarded_for);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace ledger::api
