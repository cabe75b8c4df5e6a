// Commands wait for the writer, which takes them in a certain order.
#include "ledger/writer/command_queue.hpp"

#include <future>

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

constexpr std::chrono::milliseconds no_patience{0};

Pending pending_of(std::size_t commands, std::uint8_t mark) {
  Pending pending{.commands = {}, .completion = {}, .submitted = {}, .deadline = {}};
  for (std::size_t index = 0; index < commands; ++index) {
    CancelHold command;
    command.uid.bytes[0] = mark;
    pending.commands.emplace_back(command);
  }
  return pending;
}

void push(CommandQueue& queue, std::size_t commands, std::uint8_t mark,
          Pending::Kind kind = Pending::Kind::atomic_unit) {
  auto pending = pending_of(commands, mark);
  pending.kind = kind;
  REQUIRE(queue.push(pending) == CommandQueue::Pushed::queued);
}

/// The marks of commands, in order.
std::string marks_of(const std::vector<Pending>& taken) {
  std::string marks;
  for (const auto& pending : taken) marks += static_cast<char>(uid_of(pending.commands.front()).bytes[0]);
  return marks;
}

std::string taken(CommandQueue& queue) { return marks_of(queue.take(no_patience)); }

}  // namespace

TEST_CASE("What was put back comes first and in its order, and leaves room for what waits", "[queue]") {
  CommandQueue queue({.queue_commands_max = 6, .batch_commands_max = 4, .batch_commands_min = 4});
  push(queue, 1, 'x');
  push(queue, 3, 'y');
  std::vector<Pending> back;
  for (const auto mark : {'a', 'b', 'c'}) back.push_back(pending_of(1, static_cast<std::uint8_t>(mark)));
  queue.put_back(std::move(back));
  CHECK(queue.size() == 7);
  // Two of four for what was put back. What came together is never split, and others do not wait behind it for ever.
  CHECK(taken(queue) == "abx");
  back.clear();
  back.push_back(pending_of(1, 'a'));
  queue.put_back(std::move(back));
  CHECK(taken(queue) == "acy");
  CHECK(queue.size() == 0);
}

TEST_CASE("Half of a long queue is taken, and all of it if the database is far away", "[queue]") {
  using namespace std::chrono_literals;
  CommandQueue queue({.batch_commands_max = 100, .batch_commands_min = 2});
  const auto taken_of_eight = [&queue] {
    for (int command = 0; command < 8; ++command) push(queue, 1, 'a');
    const auto count = taken(queue).size();
    while (queue.size() > 0) taken(queue);
    return count;
  };
  CHECK(taken_of_eight() == 4);
  for (int batch = 0; batch < 63; ++batch) queue.note_batch(8ms);
  CHECK(taken_of_eight() == 4);
  queue.note_batch(8ms);
  CHECK(taken_of_eight() == 8);
  // A quick one shows that the others were slow for another reason.
  queue.note_batch(7ms);
  CHECK(taken_of_eight() == 4);
}

TEST_CASE("Commands are gathered until there are enough, or for a while", "[queue]") {
  using namespace std::chrono_literals;
  CommandQueue queue({.batch_commands_max = 8, .batch_commands_min = 2});
  push(queue, 1, 'a');
  queue.gather(1, 1h);
  queue.gather(2, 1us);
  CHECK(queue.size() == 1);
  auto gathered = std::async(std::launch::async, [&] {
    queue.gather(3, 1h);
    return queue.size();
  });
  push(queue, 1, 'b');
  push(queue, 1, 'c');
  CHECK(gathered.get() >= 3);
  CHECK(taken(queue) == "ab");

  auto stopped = std::async(std::launch::async, [&] { queue.gather(3, 1h); });
  queue.stop();
  stopped.get();
}

TEST_CASE("Behind a batch no unit is taken, and nothing before what has its turn", "[queue]") {
  CommandQueue queue({.batch_commands_max = 8, .batch_commands_min = 2});
  CHECK(marks_of(queue.take_behind()).empty());
  for (const auto mark : {'a', 'b', 'c', 'd', 'e', 'f'}) push(queue, 1, static_cast<std::uint8_t>(mark));
  push(queue, 3, 'g');
  push(queue, 1, 'h');
  // Half of a long queue is taken, and nothing from the unit on.
  CHECK(marks_of(queue.take_behind()) == "abcde");
  CHECK(marks_of(queue.take_behind()) == "f");
  CHECK(queue.size() == 4);
  CHECK(marks_of(queue.take_behind()).empty());
  CHECK(taken(queue) == "g");

  std::vector<Pending> back;
  back.push_back(pending_of(1, 'x'));
  queue.put_back(std::move(back));
  CHECK(marks_of(queue.take_behind()).empty());
  CHECK(taken(queue) == "xh");

  // An independent group takes turns with single commands, here as well, and not the turn of a unit.
  for (const auto mark : {'R', 'S'}) push(queue, 5, static_cast<std::uint8_t>(mark), Pending::Kind::independent);
  push(queue, 1, 'i');
  CHECK(marks_of(queue.take_behind()) == "iR");
  push(queue, 1, 'j');
  CHECK(marks_of(queue.take_behind()) == "j");
  push(queue, 2, 'k');
  CHECK(marks_of(queue.take_behind()).empty());
  CHECK(taken(queue) == "kS");
  push(queue, 5, 'T', Pending::Kind::independent);
  CHECK(marks_of(queue.take_behind()) == "T");
  CHECK(queue.size() == 0);

  push(queue, 1, 'j');
  queue.stop();
  CHECK(marks_of(queue.take_behind()).empty());
  CHECK(taken(queue) == "j");
}

TEST_CASE("An independent group is taken with every second batch while others wait, and one a batch", "[queue]") {
  CommandQueue queue({.batch_commands_max = 8, .batch_commands_min = 1});
  for (const auto mark : {'R', 'S', 'T', 'U'})
    push(queue, 5, static_cast<std::uint8_t>(mark), Pending::Kind::independent);
  for (const auto mark : {'a', 'b', 'c'}) push(queue, 1, static_cast<std::uint8_t>(mark));
  CHECK(taken(queue) == "aR");
  CHECK(taken(queue) == "b");
  CHECK(taken(queue) == "cS");
  CHECK(taken(queue) == "T");
  push(queue, 1, 'd');
  CHECK(taken(queue) == "d");
  CHECK(taken(queue) == "U");
  CHECK(queue.size() == 0);
}

TEST_CASE("No independent group overtakes the rest of another one, or comes with it into a batch", "[queue]") {
  CommandQueue queue({.batch_commands_max = 4, .batch_commands_min = 4});
  push(queue, 5, 'R', Pending::Kind::independent);
  push(queue, 1, 'x');
  push(queue, 1, 'y');
  const int group = 0;
  std::vector<Pending> back;
  for (const auto mark : {'a', 'b', 'c'}) {
    back.push_back(pending_of(1, static_cast<std::uint8_t>(mark)));
    back.back().independent_group = &group;
  }
  queue.put_back(std::move(back));
  CHECK(taken(queue) == "abxy");
  // It may have to wait again, and R would be decided before it.
  CHECK(taken(queue) == "c");
  CHECK(taken(queue) == "R");
}

TEST_CASE("What was put back lately is taken if the rest of an independent group is among it", "[queue]") {
  CommandQueue queue({.batch_commands_max = 8, .batch_commands_min = 2});
  const int group = 0;
  const auto put_back = [&queue](std::uint8_t mark, const void* of_group) {
    std::vector<Pending> back;
    back.push_back(pending_of(1, mark));
    back.back().independent_group = of_group;
    queue.put_back(std::move(back));
  };
  put_back('x', nullptr);
  CHECK(marks_of(queue.take_rest_put_back_since(0)).empty());
  // The batch that was taken left the next one of its group in the queue.
  put_back('b', &group);
  const auto older = queue.put_back_count();
  CHECK(older == 2);
  CHECK(marks_of(queue.take_rest_put_back_since(older)).empty());
  put_back('y', nullptr);
  CHECK(marks_of(queue.take_rest_put_back_since(older)).empty());
  put_back('a', &group);
  CHECK(marks_of(queue.take_rest_put_back_since(older)) == "ay");
  CHECK(queue.size() == 2);
  CHECK(marks_of(queue.take_rest_put_back_since(0)) == "bx");
  CHECK(queue.size() == 0);
}

TEST_CASE("An independent group does not wait for single commands that were put back", "[queue]") {
  CommandQueue queue({.batch_commands_max = 4, .batch_commands_min = 4});
  push(queue, 5, 'R', Pending::Kind::independent);
  push(queue, 1, 'x');
  std::vector<Pending> back;
  for (const auto mark : {'a', 'b', 'c'}) back.push_back(pending_of(1, static_cast<std::uint8_t>(mark)));
  queue.put_back(std::move(back));
  CHECK(taken(queue) == "abxR");
  CHECK(taken(queue) == "c");
}

TEST_CASE("What was put back is taken also when nothing else comes, and after the stop", "[queue]") {
  CommandQueue queue({.queue_commands_max = 2, .batch_commands_max = 4, .batch_commands_min = 4});
  std::vector<Pending> back;
  for (const auto mark : {'a', 'b', 'c'}) back.push_back(pending_of(1, static_cast<std::uint8_t>(mark)));
  queue.put_back(std::move(back));
  // It counts as waiting.
  auto late = pending_of(1, 'z');
  CHECK(queue.push(late) == CommandQueue::Pushed::full);
  queue.stop();
  CHECK(queue.push(late) == CommandQueue::Pushed::stopped);
  CHECK(taken(queue) == "abc");
  CHECK(taken(queue).empty());
}

}  // namespace ledger
