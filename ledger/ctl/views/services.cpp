#include "ledger/ctl/views/services.hpp"

namespace ledger {

void add_service_options(const OptionGroup& options, ServiceAddresses& services) {
  const auto group = options.group("Where the services show their state (empty: do not ask)");
  group.text({.flag = services.api.flag,
              .environment = "LEDGER_METRICS_ADDRESS",
              .help = "host:port of ledger-api's /readyz and /metrics"},
             services.api.address);
  group.text({.flag = services.projector.flag,
              .environment = "LEDGER_PROJECTOR_STATUS_ADDRESS",
              .help = "host:port of ledger-projector's"},
             services.projector.address);
  group.text({.flag = services.outbox.flag,
              .environment = "LEDGER_OUTBOX_STATUS_ADDRESS",
              .help = "host:port of ledger-outbox's"},
             services.outbox.address);
}

}  // namespace ledger
