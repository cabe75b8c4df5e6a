"""Reads a topic's committed records on from offsets that the caller keeps, without a consumer group.

Offsets that are kept in the transaction that uses the records cannot disagree with it, whatever is killed.
"""

import os
from collections.abc import Iterable

from confluent_kafka import (
    OFFSET_BEGINNING,
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    TopicCollection,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient

ANSWER_SECONDS = 5
# The ledger's variables, and what librdkafka calls them.
SETTINGS = {
    "KAFKA_SECURITY_PROTOCOL": "security.protocol",
    "KAFKA_SSL_CA_FILE": "ssl.ca.location",
    "KAFKA_SSL_CERTIFICATE_FILE": "ssl.certificate.location",
    "KAFKA_SSL_KEY_FILE": "ssl.key.location",
    "KAFKA_SSL_KEY_PASSWORD": "ssl.key.password",
    "KAFKA_SASL_MECHANISM": "sasl.mechanism",
    "KAFKA_SASL_USERNAME": "sasl.username",
    "KAFKA_SASL_PASSWORD": "sasl.password",
}


class TopicMissing(Exception):
    """There is no such topic yet, or Kafka is away."""


class TopicReplaced(Exception):
    """The topic is not the one that was read: it was made anew, or has lost records that were not read yet."""


class RightMissing(Exception):
    """The user may not read the topic, which only an operator can change."""


def cluster_settings() -> dict[str, str]:
    named = {theirs: os.environ[ours] for ours, theirs in SETTINGS.items() if ours in os.environ}
    return {"bootstrap.servers": os.environ.get("KAFKA_BROKERS", "127.0.0.1:9092"), **named}


class TopicReader:
    """`topic_id` says whether kept offsets are of this topic: one that is deleted and made anew has another one."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        # A client whose brokers are away writes that on standard error by itself, over and over.
        quiet = {**cluster_settings(), "log_level": 2, "error_cb": lambda error: None}
        self._admin = AdminClient(quiet)
        self._consumer = Consumer(
            {
                **quiet,
                # Only named because it must be: nothing is committed.
                "group.id": "none",
                "enable.auto.commit": False,
                # Without it a record may come that the relay gave up and sent again.
                "isolation.level": "read_committed",
                "auto.offset.reset": "error",
                "enable.partition.eof": True,
            }
        )
        self.topic_id, self._partitions = self._describe()
        self._unread = set(range(self._partitions))

    def start(self, offsets: dict[int, int]) -> None:
        """Goes on behind what was read; a partition without an offset is read from its beginning."""
        self._consumer.assign(
            [
                TopicPartition(self._topic, partition, offsets.get(partition, OFFSET_BEGINNING))
                for partition in range(self._partitions)
            ]
        )

    def read(self, seconds: float, records_max: int = 1000) -> list[Message]:
        """Returns records, those of a partition in their order; none if none came in time."""
        return list(self._records(self._consumer.consume(records_max, seconds)))

    def has_caught_up(self) -> bool:
        """Returns true once each partition has been read to what was its end at some moment since the start."""
        return not self._unread

    def is_same_topic(self) -> bool:
        """Returns true also where that cannot be found out now."""
        try:
            return self._describe()[0] == self.topic_id
        except TopicMissing:
            return True

    def close(self) -> None:
        self._consumer.close()

    def _records(self, messages: Iterable[Message]) -> Iterable[Message]:
        for message in messages:
            error = message.error()
            if error is None:
                yield message
            elif error.code() == KafkaError._PARTITION_EOF:
                self._unread.discard(message.partition())
            elif error.code() in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
                raise TopicReplaced(error.str())
            elif error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED:
                raise RightMissing(f"the right READ on topic {self._topic} is missing")
            # Anything else passes by itself, such as a broker that is away.

    def _describe(self) -> tuple[str, int]:
        described = self._admin.describe_topics(TopicCollection([self._topic]), request_timeout=ANSWER_SECONDS)
        try:
            topic = described[self._topic].result()
        except KafkaException as failure:
            if failure.args[0].code() == KafkaError.TOPIC_AUTHORIZATION_FAILED:
                raise RightMissing(f"the right READ on topic {self._topic} is missing") from failure
            if failure.args[0].code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
                raise TopicMissing(f"there is no Kafka topic {self._topic} yet") from failure
            raise TopicMissing(failure.args[0].str()) from failure
        return str(topic.topic_id), len(topic.partitions)


def header(message: Message, name: str) -> str | None:
    """Returns the header's last value; none if there is no such header."""
    values = [value for key, value in message.headers() or [] if key == name]
    return values[-1].decode() if values else None
