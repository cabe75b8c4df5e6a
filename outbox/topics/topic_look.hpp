// Looks at the topics' state, and whether we may read them.
#pragma once

#include "outbox/topics/relay_settings.hpp"
#include "outbox/topics/topic_check.hpp"

namespace ledger {

/// Asks the cluster. A right that is missing is found here, where it can be named, and not in the hour in which reading
/// the topics is what saves the events. Throws kafka::Failure: ask_operator where it is a right that is missing.
TopicStates look_at_topics(const RelaySettings& settings);

}  // namespace ledger
