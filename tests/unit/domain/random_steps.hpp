// Commands at random, as steps that the oracle reads too.
#pragma once

#include <rapidcheck.h>

#include "ledger/domain/commands/command.hpp"
#include "tests/support/journal/oracle.hpp"

namespace ledger::test {

/// Generates steps of every kind on a few accounts and uids, so that later steps are often about what earlier ones did.
rc::Gen<Step> any_step();

/// Returns the command that the step stands for; its times are relative to `now`.
Command command_for(const Step& step, Moment now);

}  // namespace ledger::test
