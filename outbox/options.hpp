// The relay's settings as flags and environment variables.
#pragma once

#include "outbox/topics/relay_settings.hpp"

namespace ledger {

class OptionGroup;

/// Adds the flags that all subcommands share.
void add_relay_options(const OptionGroup& options, RelaySettings& settings);

}  // namespace ledger
