// Options that tell a program where Kafka is and how to log in to it.
#pragma once

#include "outbox/kafka/configuration.hpp"

namespace ledger {
class OptionGroup;
}

namespace ledger::kafka {

/// Adds --kafka-brokers, TLS, SASL and further librdkafka properties, which may also be given in the environment.
/// Secrets are read from the environment or from files; nothing prints them.
void add_cluster_options(const OptionGroup& options, ClusterSettings& cluster);

}  // namespace ledger::kafka
