// librdkafka's handles behind owners: each is destroyed by the function that belongs to it.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

namespace ledger::kafka {

struct DestroyClient {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
};
struct DestroyTopic {
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};
struct DestroyConfiguration {
  void operator()(rd_kafka_conf_t* configuration) const { rd_kafka_conf_destroy(configuration); }
};
struct DestroyMessage {
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
struct DestroyHeaders {
  void operator()(rd_kafka_headers_t* headers) const { rd_kafka_headers_destroy(headers); }
};
struct DestroyError {
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
};
struct DestroyMetadata {
  void operator()(const rd_kafka_metadata_t* metadata) const { rd_kafka_metadata_destroy(metadata); }
};
struct DestroyQueue {
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
};
struct DestroyEvent {
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
struct DestroyAdminOptions {
  void operator()(rd_kafka_AdminOptions_t* options) const { rd_kafka_AdminOptions_destroy(options); }
};
struct DestroyNewTopic {
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
};
struct DestroyConfigResource {
  void operator()(rd_kafka_ConfigResource_t* resource) const { rd_kafka_ConfigResource_destroy(resource); }
};
struct DestroyPartitions {
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
};

using Client = std::unique_ptr<rd_kafka_t, DestroyClient>;
/// Must be destroyed before its client.
using Topic = std::unique_ptr<rd_kafka_topic_t, DestroyTopic>;
using ConfigurationHandle = std::unique_ptr<rd_kafka_conf_t, DestroyConfiguration>;
using Message = std::unique_ptr<rd_kafka_message_t, DestroyMessage>;
using Headers = std::unique_ptr<rd_kafka_headers_t, DestroyHeaders>;
using Error = std::unique_ptr<rd_kafka_error_t, DestroyError>;
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, DestroyMetadata>;
using Queue = std::unique_ptr<rd_kafka_queue_t, DestroyQueue>;
using ResultEvent = std::unique_ptr<rd_kafka_event_t, DestroyEvent>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, DestroyAdminOptions>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, DestroyNewTopic>;
using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t, DestroyPartitions>;
using ConfigResource = std::unique_ptr<rd_kafka_ConfigResource_t, DestroyConfigResource>;

}  // namespace ledger::kafka
