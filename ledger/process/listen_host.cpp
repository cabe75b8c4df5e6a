#include "ledger/process/listen_host.hpp"

namespace ledger {
namespace {

std::string host_error(const std::string& host) {
  const bool has_port = host.find(':') != std::string::npos && host.find(':') == host.rfind(':');
  return has_port ? host + " is no host: without a port, please" : std::string();
}

}  // namespace

ListenHost::ListenHost(const OptionGroup& options) {
  options
      .text({"--listen", "LEDGER_LISTEN",
             "the host of all addresses to listen at that are not given by themselves; 0.0.0.0: any"},
            host_)
      .checked_by(host_error);
}

void ListenHost::apply_to(std::string& address, const Option& option) const {
  if (host_.empty() || option.was_given()) return;
  // An IPv6 address stands in brackets beside a port.
  const bool is_bare_ipv6 = host_.find(':') != std::string::npos && host_.front() != '[';
  address = (is_bare_ipv6 ? "[" + host_ + "]" : host_) + address.substr(address.rfind(':'));
}

}  // namespace ledger
