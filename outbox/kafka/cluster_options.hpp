// How a program is told where Kafka is and how to log in to it.
#pragma once

#include "outbox/kafka/configuration.hpp"

namespace CLI {
class App;
}

namespace ledger::kafka {

/// Adds --kafka-brokers, TLS, SASL and further librdkafka properties, which may also be given in the environment.
/// Secrets are read from the environment or from files; nothing prints them.
void add_cluster_options(CLI::App& app, ClusterSettings& cluster);

}  // namespace ledger::kafka
