// May the relay go on? Each thing that can have happened to Kafka or the database, alone.
#include "outbox/topics/start_check.hpp"

#include "ledger/publication/hex.hpp"
#include "tests/support/catch.hpp"

namespace ledger {
namespace {

Hash hash_of(std::uint8_t byte) {
  Hash hash;
  hash.fill(byte);
  return hash;
}

Cursor cursor_at(std::int64_t position, std::uint8_t byte) {
  return {.journal = JournalId(0), .at = {.position = Position(position), .hash = hash_of(byte)}};
}

TopicFacts topic(const std::string& name, const std::string& policy, std::vector<std::int64_t> ends) {
  const auto partitions = static_cast<int>(ends.size());
  return {
      .name = name,
      .state = kafka::TopicState{.partitions = partitions, .message_bytes_max = 1'048'588, .cleanup_policy = policy},
      .ends = std::move(ends)};
}

/// A relay that was stopped in order at position 10.
StartFacts healthy() {
  StartFacts facts;
  facts.cluster_id = "cluster-a";
  facts.events = topic("events", "delete", {7, 8});
  facts.balances = topic("balances", "compact", {3, 4});
  facts.cursors = topic("cursors", "compact", {9});
  facts.cursor = cursor_at(10, 10);
  facts.note = RelayNote{.cursor = cursor_at(10, 10),
                         .cluster_id = "cluster-a",
                         .events_topic = "events",
                         .balances_topic = "balances",
                         .events_ends = {7, 8},
                         .balances_ends = {3, 4}};
  facts.genesis = hash_of(99);
  facts.journal_end = Position(12);
  facts.hash_at_cursor = hash_of(10);
  facts.transactions_are_over = true;
  return facts;
}

StartFacts untouched() {
  auto facts = healthy();
  facts.events = {.name = "events", .state = {}, .ends = {}};
  facts.balances = {.name = "balances", .state = {}, .ends = {}};
  facts.cursors = {.name = "cursors", .state = {}, .ends = {}};
  facts.cursor.reset();
  facts.note.reset();
  facts.hash_at_cursor.reset();
  return facts;
}

/// A line on Kafka that has the journal's events up to `common` and ends at `end`, all of it readable.
LineComparison line_of(std::int64_t common, std::int64_t end) {
  return {.common = ChainPoint{.position = Position(common), .hash = hash_of(static_cast<std::uint8_t>(common))},
          .end = ChainPoint{.position = Position(end), .hash = hash_of(static_cast<std::uint8_t>(end))},
          .problem = {},
          .ranges = {},
          .is_empty = false};
}

std::string reason(const StartFacts& facts) {
  const auto decision = decide_start(facts);
  const auto* halt = std::get_if<Halt>(&decision);
  return halt == nullptr ? "goes on" : halt->reason;
}

template <class Change>
std::string reason_after(Change change) {
  auto facts = healthy();
  change(facts);
  return reason(facts);
}

const std::string publish_all = "ledger-outbox resume --journal 0 --position 0";
const std::string publish_new = "ledger-outbox resume --journal 0 --position 10";

}  // namespace

TEST_CASE("The relay goes on behind the cursor", "[start_check]") {
  CHECK(std::get<Cursor>(decide_start(healthy())) == cursor_at(10, 10));
  auto note_lags = healthy();
  note_lags.note->cursor = cursor_at(6, 6);
  note_lags.note->events_ends = {5, 5};
  CHECK(std::get<Cursor>(decide_start(note_lags)) == cursor_at(10, 10));
  auto note_never_written = healthy();
  note_never_written.note.reset();
  CHECK(std::get<Cursor>(decide_start(note_never_written)) == cursor_at(10, 10));
}

TEST_CASE("A first start makes the topics and begins with position 1", "[start_check]") {
  CHECK(std::holds_alternative<MakeTopics>(decide_start(untouched())));
  auto topics_made = healthy();
  topics_made.cursor.reset();
  topics_made.note.reset();
  auto beginning = cursor_at(0, 99);
  beginning.accounts_end = AccountId(0);
  CHECK(std::get<Cursor>(decide_start(topics_made)) == beginning);
}

TEST_CASE("A start after which nothing was published is followed by one like the first", "[start_check]") {
  auto facts = healthy();
  facts.cursor.reset();
  facts.note->cursor = cursor_at(0, 99);
  CHECK(std::get<Cursor>(decide_start(facts)).at == ChainPoint{.position = Position(0), .hash = hash_of(99)});
  facts.cursors = {.name = "cursors", .state = {}, .ends = {}};
  CHECK(std::holds_alternative<MakeTopics>(decide_start(facts)));
  facts.events_without_cursor = true;
  CHECK_THAT(std::get<Halt>(decide_start(facts)).reason, Contains("holds events"));
  facts.events_without_cursor = false;
  facts.note->epoch = Epoch(2);
  CHECK_THAT(std::get<Halt>(decide_start(facts)).reason, Contains("no cursor"));
}

TEST_CASE("A lost cursor never looks like a first start", "[start_check]") {
  CHECK_THAT(reason_after([](auto& facts) { facts.cursor.reset(); }),
             Contains("no cursor") && Contains("ledger-outbox resume --journal 0 --position 10"));
  CHECK_THAT(reason_after([](auto& facts) {
               facts.cursor.reset();
               facts.cursors = {.name = "cursors", .state = {}, .ends = {}};
             }),
             Contains("no cursor") && Contains("ledger-outbox resume --journal 0 --position 10"));
  CHECK_THAT(reason_after([](auto& facts) {
               facts.cursor.reset();
               facts.note.reset();
               facts.events_without_cursor = true;
             }),
             Contains("holds events") && Contains("ledger-outbox resume --journal 0 --position"));
  CHECK_THAT(reason_after([](auto& facts) {
               facts.cursor = cursor_at(9, 9);
               facts.line = line_of(9, 9);
             }),
             Contains("stands at position 9") && Contains("ledger-outbox resume --journal 0 --position 9"));
}

TEST_CASE("The end of the last transaction may come to a partition a moment later", "[start_check]") {
  auto facts = healthy();
  facts.transactions_are_over = false;
  facts.events.ends[1] = 7;
  CHECK_FALSE(check_topics(facts));
  facts.events.ends[1] = 6;
  CHECK(check_topics(facts));
}

TEST_CASE("A topic that lacks its beginning is not said to be whole", "[start_check]") {
  auto facts = healthy();
  facts.line = line_of(10, 10);
  facts.line->missing = Position(4);
  const auto lacks = "lacks events up to position 4";
  const auto leave_gap = publish_new + " --leave-gap " + to_hex(hash_of(10));
  SECTION("its ends are below the noted ones") { facts.events.ends[1] = 7; }
  SECTION("there is no note of its ends") { facts.note.reset(); }
  CHECK_THAT(reason(facts),
             Contains(lacks) && Contains("delete topic events") && Contains(publish_all) && Contains(leave_gap));
}

TEST_CASE("A balances topic that is gone, made anew or another one has lost what was told", "[start_check]") {
  CHECK_FALSE(has_lost_balances(healthy()));
  CHECK_FALSE([] {
    auto facts = healthy();
    facts.events.state.reset();
    return has_lost_balances(facts);
  }());
  const auto is_lost = [](const auto& change) {
    auto facts = healthy();
    change(facts);
    const bool by_note = has_lost_balances(facts);
    facts.note.reset();
    return std::pair(by_note, has_lost_balances(facts));
  };
  using Pair = std::pair<bool, bool>;
  CHECK(is_lost([](auto& facts) { facts.balances = {.name = "balances", .state = {}, .ends = {}}; }) ==
        Pair(true, true));
  CHECK(is_lost([](auto& facts) { facts.balances.ends = {0, 0}; }) == Pair(true, true));
  // Without a note nobody knows that it held more.
  CHECK(is_lost([](auto& facts) { facts.balances.ends = {3, 0}; }) == Pair(true, false));
  CHECK(is_lost([](auto& facts) { facts.balances.name = "others"; }) == Pair(true, false));
}

TEST_CASE("Another cluster, lost or changed topics stop the relay", "[start_check]") {
  CHECK_THAT(reason_after([](auto& facts) { facts.cluster_id = "cluster-b"; }),
             Contains("cluster-b") && Contains(publish_all) && Contains(publish_new));
  CHECK_THAT(
      reason_after([](auto& facts) { facts.events.ends[1] = 7; }),
      Contains("partition 1 of topic events ends at offset 7") && Contains(publish_all) && Contains(publish_new));
  CHECK_THAT(reason_after([](auto& facts) { facts.balances.ends[0] = 0; }),
             Contains("topic balances") && Contains(publish_all) && Contains(publish_new));
  CHECK_THAT(reason_after([](auto& facts) {
               facts.events = topic("events", "delete", {7, 8, 0});
               facts.balances = topic("balances", "compact", {3, 4, 0});
             }),
             Contains("has 3 partitions and had 2") && Contains(publish_all) && Contains(publish_new));
  CHECK_THAT(reason_after([](auto& facts) { facts.events.state.reset(); }),
             Contains("events is gone") && Contains(publish_all) && Contains(publish_new));
  CHECK_THAT(reason_after([](auto& facts) {
               facts.note.reset();
               facts.events.state.reset();
             }),
             Contains("is gone") && Contains(publish_all) && Contains(publish_new));
  CHECK_THAT(reason_after([](auto& facts) { facts.events.name = "other"; }),
             Contains("other") && Contains(publish_all) && Contains(publish_new));
}

TEST_CASE("A database that lost published events stops the relay and the writers", "[start_check]") {
  auto facts = healthy();
  facts.hash_at_cursor.reset();
  facts.journal_end = Position(8);
  facts.line = line_of(8, 10);
  CHECK_THAT(reason(facts), Contains("ends at 8") && Contains("ledger-outbox recover --journal 0") &&
                                Contains("to give up the 2 events that only Kafka has: ledger-outbox resume "
                                         "--journal 0 --position 8"));
  const auto halt = std::get<Halt>(decide_start(facts));
  REQUIRE(halt.stop);
  CHECK(halt.stop->common == Position(8));
  CHECK(halt.stop->published.position == Position(10));

  SECTION("new events leave giving up alone") {
    facts.journal_end = Position(11);
    facts.hash_at_cursor = hash_of(11);
    CHECK_THAT(reason(facts), Contains("another event at that position") && !Contains("ledger-outbox recover") &&
                                  Contains("ledger-outbox resume --journal 0 --position 8"));
  }
  SECTION("a hole in the topic leaves giving up alone") {
    facts.line->problem = "position 9 is not on the topic";
    CHECK_THAT(reason(facts), Contains("position 9 is not on the topic") && !Contains("ledger-outbox recover") &&
                                  Contains("ledger-outbox resume --journal 0 --position 8"));
  }
  SECTION("where nothing is proven, writers go on") {
    facts.line->common.reset();
    CHECK_FALSE(std::get<Halt>(decide_start(facts)).stop);
  }
  SECTION("on another cluster than the noted one, writers go on") {
    facts.cluster_id = "staging";
    CHECK_FALSE(std::get<Halt>(decide_start(facts)).stop);
    facts.note.reset();
    CHECK_FALSE(std::get<Halt>(decide_start(facts)).stop);
  }
}

TEST_CASE("A topic that lacks the event at the cursor stops the relay, except behind a gap", "[start_check]") {
  CHECK_THAT(reason_after([](auto& facts) { facts.line_reaches_cursor = false; }),
             Contains("does not hold the event at position 10"));
}

TEST_CASE("After a rewind the old note counts no more, and an older cursor is a lost one", "[start_check]") {
  auto facts = healthy();
  const Rewind rewind{.epoch = Epoch(2), .last_valid = Position(6), .hash = hash_of(6)};
  facts.cursor = cursor_at(6, 6);
  facts.cursor->epochs = Epochs({rewind});
  facts.hash_at_cursor = hash_of(6);
  CHECK(std::get<Cursor>(decide_start(facts)) == *facts.cursor);
  facts.database_epochs = facts.cursor->epochs;
  CHECK(std::get<Cursor>(decide_start(facts)) == *facts.cursor);
  facts.note->epoch = Epoch(3);
  CHECK_THAT(reason(facts), Contains("is of epoch 2, though epoch 3 has begun"));
  facts.note->epoch = Epoch(2);
  facts.note->cursor = cursor_at(6, 6);
  facts.database_epochs = Epochs({rewind}).with({.epoch = Epoch(3), .last_valid = Position(2), .hash = hash_of(2)});
  CHECK_THAT(reason(facts), Contains("the database has epoch 3"));
}

TEST_CASE("Topics that would lose or refuse records stop the relay, from the first start on", "[start_check]") {
  CHECK_THAT(reason_after([](auto& facts) { facts.events.state->message_bytes_max = 16 * 1024; }),
             Contains("max.message.bytes"));
  CHECK_THAT(reason_after([](auto& facts) { facts.cursors.state->cleanup_policy = "delete"; }),
             Contains("cleanup.policy=delete"));
  CHECK_THAT(reason_after([](auto& facts) { facts.cursors.state->cleanup_policy = "compact,delete"; }),
             Contains("cleanup.policy=compact,delete"));
  CHECK_THAT(reason_after([](auto& facts) { facts.events.state->cleanup_policy = "compact"; }),
             Contains("cleanup.policy=compact"));
  CHECK_THAT(reason_after([](auto& facts) {
               facts.note.reset();
               facts.balances = topic("balances", "compact", {0});
             }),
             Contains("the same number"));
  CHECK_THAT(reason_after([](auto& facts) { facts.journal = JournalId(1); }), Contains("one for each journal"));
}

}  // namespace ledger
