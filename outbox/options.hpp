// The relay's settings as flags and environment variables.
#pragma once

#include "outbox/relay_settings.hpp"

namespace CLI {
class App;
}

namespace ledger {

/// Adds the flags that all subcommands share.
void add_relay_options(CLI::App& app, RelaySettings& settings);

}  // namespace ledger
