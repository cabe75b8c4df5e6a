// ledger-outbox: publishes the journal to Kafka, each event exactly once.
#include <fmt/format.h>

#include <stdexcept>
#include <thread>

#include "ledger/process/command_line.hpp"
#include "ledger/process/listen_host.hpp"
#include "ledger/process/program.hpp"
#include "ledger/publication/hex.hpp"
#include "ledger/tracing/otlp_options.hpp"
#include "ledger/tracing/otlp_sender.hpp"
#include "ledger/tracing/tracer.hpp"
#include "outbox/options.hpp"
#include "outbox/recovery/recover.hpp"
#include "outbox/recovery/resume.hpp"
#include "outbox/replay.hpp"
#include "outbox/run.hpp"
#include "outbox/verify_command.hpp"

namespace {

constexpr const char* description =
    "Publishes the ledger's journal to Kafka: every event once, in version order per account, for consumers that read\n"
    "with isolation.level=read_committed. How far it has come stands in Kafka itself, in the topic of cursors, and is\n"
    "committed together with the events. Without a command it publishes until SIGTERM or SIGINT. Any number may run:\n"
    "one works, the others wait to take over. When the topics, the cluster or the database do not hold what was\n"
    "published, it stops, stays alive, and /readyz and the log say what happened and which command goes on.";

struct Arguments {
  ledger::RelaySettings settings;
  std::string status_address = "127.0.0.1:8002";
  ledger::OtlpSettings traces;
  std::int16_t journal = 0;
  std::int16_t verified_journal = -1;
  std::int64_t position = 0;
  std::int64_t from = 1;
  std::int64_t to_position = 0;
  std::string to_topic;
  std::string leave_gap;
  bool check_only = false;
};

ledger::Subcommand add_resume(const ledger::CommandLine& line, Arguments& arguments) {
  auto command = line.subcommand(
      "resume",
      "Goes on deliberately after the relay has stopped: events up to --position count as published. Events that only\n"
      "Kafka has are given up: a new epoch begins, and consumers are told. Makes topics that are missing.");
  command.number({.flag = "--journal", .help = "the journal, from 0"}, arguments.journal);
  command.number({.flag = "--position",
                  .help = "the last position that topic and journal have in common; 0 into topics without events",
                  .required = true},
                 arguments.position);
  command
      .text({.flag = "--leave-gap",
             .help = "the journal's hash at the position, if the topic is not to have the events before it"},
            arguments.leave_gap)
      .checked_by([](const std::string& text) {
        return ledger::hash_from_hex(text) ? std::string() : text + " is no hash of 64 hexadecimal digits";
      });
  return command;
}

ledger::Subcommand add_recover(const ledger::CommandLine& line, Arguments& arguments) {
  auto command = line.subcommand("recover",
                                 "Takes back from Kafka the events that a restored database lost, byte for byte; lists "
                                 "what Kafka never had. Ends\n"
                                 "with an error, and nothing is written, unless all of them are there.");
  command.number({.flag = "--journal", .help = "the journal, from 0"}, arguments.journal);
  return command;
}

ledger::ResumeOrder order_of(const Arguments& arguments) {
  return {.journal = ledger::JournalId(arguments.journal),
          .position = ledger::Position(arguments.position),
          .leave_gap = ledger::hash_from_hex(arguments.leave_gap)};
}

int run_recover(const Arguments& arguments) {
  const ledger::JournalId journal(arguments.journal);
  const auto report = ledger::recover(arguments.settings, journal);
  std::int64_t identities = 0;
  // The list includes what an interrupted try took back.
  ledger::JournalRecovery(arguments.settings.database, journal).for_each_lost([&](const ledger::LostText& lost) {
    if (lost.is_identity) {
      ++identities;
      fmt::print("lost: identity of account {}\n", lost.account.value);
    } else {
      fmt::print("lost: comment of transaction {}\n", to_string(lost.uid));
    }
  });
  fmt::print("{} events taken back; journal {} ends at position {}\n", report.events, journal.value, report.end.value);
  if (identities > 0) {
    fmt::print(
        "{} identities are lost: import them with `ledgerctl identities import FILE`, or do without them with "
        "`ledgerctl identities waive --all`\n",
        identities);
  }
  return 0;
}

/// A flag and the name that it had in 0.1, for scripts that were written for that.
struct RenamedFlag {
  ledger::Option now;
  ledger::Option before;

  void refuse_both(const char* names) const {
    if (now.was_given() && before.was_given())
      throw std::invalid_argument(std::string(names) + " are one and the same");
  }
};

struct Replay {
  ledger::Subcommand command;
  RenamedFlag topic;
  RenamedFlag from;
};

Replay add_replay(const ledger::CommandLine& line, Arguments& arguments) {
  auto command = line.subcommand(
      "replay", "Publishes a range of events again to a side topic, for a new consumer; the relay may run meanwhile.");
  command.number({.flag = "--journal", .help = "the journal, from 0"}, arguments.journal);
  const RenamedFlag topic{
      command.text({.flag = "--topic", .help = "the side topic, which has to be given; made if missing"},
                   arguments.to_topic),
      command.text({.flag = "--to", .hidden = true}, arguments.to_topic)};
  const RenamedFlag from{command.number({.flag = "--from-position", .help = "first position"}, arguments.from),
                         command.number({.flag = "--from", .hidden = true}, arguments.from)};
  command.number({.flag = "--to-position", .help = "last position", .required = true}, arguments.to_position);
  return {command, topic, from};
}

ledger::Subcommand add_verify(const ledger::CommandLine& line, Arguments& arguments) {
  auto command = line.subcommand(
      "verify",
      "Compares every event of the journal with the one that was published, which the database's owner cannot change;\n"
      "exit code 2 names the first difference. The relay may run meanwhile.");
  command.number({.flag = "--journal", .help = "the journal, from 0; -1: all"}, arguments.verified_journal);
  return command;
}

/// Runs what may take long, and has it stop at a signal.
template <class Work>
auto until_stopped(ledger::StopSignal& stop, Work work) {
  std::stop_source stopping;
  // Its destructor asks it to end and waits.
  const std::jthread watcher([&](const std::stop_token& finished) {
    while (!finished.stop_requested() && !stop.wait_for(std::chrono::milliseconds(100))) continue;
    if (!finished.stop_requested()) stopping.request_stop();
  });
  return work(stopping.get_token());
}

int run_replay(const Replay& replay, const Arguments& arguments, const std::stop_token& stop) {
  replay.topic.refuse_both("--topic and --to");
  replay.from.refuse_both("--from-position and --from");
  if (arguments.to_topic.empty()) throw std::invalid_argument("--topic is required: the side topic to publish to");
  ledger::replay(arguments.settings,
                 {.journal = ledger::JournalId(arguments.journal),
                  .from = ledger::Position(arguments.from),
                  .to = ledger::Position(arguments.to_position)},
                 arguments.to_topic, stop);
  return 0;
}

int run_verify(const Arguments& arguments, const std::stop_token& stop) {
  const auto journal = arguments.verified_journal;
  return ledger::run_topic_verify(arguments.settings,
                                  journal < 0 ? std::nullopt : std::optional(ledger::JournalId(journal)), stop);
}

}  // namespace

int main(int argc, char* argv[]) {
  ledger::StopSignal stop;
  Arguments arguments;
  const ledger::CommandLine line(description);
  ledger::add_relay_options(line, arguments.settings);
  const ledger::ListenHost listen(line);
  const auto address = line.text(
      {"--status-address", "LEDGER_OUTBOX_STATUS_ADDRESS", "host:port of /livez, /readyz and /metrics; port 0: any"},
      arguments.status_address);
  ledger::add_otlp_endpoint(line, "spans of traced events", arguments.traces.endpoint);
  line.flag(
      {.flag = "--check", .help = "say whether settings, database and Kafka are good, and exit with 0 if so, else 1"},
      arguments.check_only);
  (void)line.subcommand("run", "Publishes until stopped; the same as no command.");
  const auto resume = add_resume(line, arguments);
  const auto recover = add_recover(line, arguments);
  const auto replay = add_replay(line, arguments);
  const auto verify = add_verify(line, arguments);
  if (const auto exit_code = line.read(argc, argv)) return *exit_code;
  listen.apply_to(arguments.status_address, address);

  return ledger::run_program("ledger-outbox", [&] {
    if (arguments.check_only) return ledger::check_relay(arguments.settings);
    if (resume.was_given()) {
      ledger::resume(arguments.settings, order_of(arguments));
      return 0;
    }
    if (recover.was_given()) return run_recover(arguments);
    if (replay.command.was_given()) {
      return until_stopped(stop, [&](const auto& stopping) { return run_replay(replay, arguments, stopping); });
    }
    if (verify.was_given()) {
      return until_stopped(stop, [&](const auto& stopping) { return run_verify(arguments, stopping); });
    }
    const ledger::Tracer tracer(ledger::make_otlp_sender(arguments.traces, "ledger-outbox"), arguments.traces.percent);
    return ledger::run_relays(arguments.settings, arguments.status_address, tracer, stop);
  });
}
