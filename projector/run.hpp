// The program behind its main: a projector for each journal until stopped.
#pragma once

#include <string>

#include "ledger/process/program.hpp"
#include "projector/projector_settings.hpp"

namespace ledger {

/// Runs a projector for each journal, and the status server at `status_address`; the exit status. Waits for the
/// database if it is away.
int run_projectors(const ProjectorSettings& settings, const std::string& status_address, StopSignal& stop);

/// Prints whether the projector could work with these settings; 0 if so, else 1.
int check_projector(const ProjectorSettings& settings);

}  // namespace ledger
