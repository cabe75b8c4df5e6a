#include "tests/support/journal/writer_harness.hpp"

#include <random>

#include "ledger/crypto/sha256.hpp"
#include "ledger/directory/seal.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/metric.hpp"

namespace ledger::test {
namespace {

Payment payment(AccountId account, const std::string& amount) {
  Payment payment;
  payment.uid = random_uid();
  payment.actor = "test";
  payment.account = account;
  payment.amount = std::get<Decimal>(parse_decimal(amount));
  return payment;
}

}  // namespace

Uid random_uid() {
  Uid uid;
  fill_with_random_bytes(uid.bytes);
  // Version 4: there are versions that clients may not choose.
  uid.bytes[6] = static_cast<std::uint8_t>((uid.bytes[6] & 0x0FU) | 0x40U);
  uid.bytes[8] = static_cast<std::uint8_t>((uid.bytes[8] & 0x3FU) | 0x80U);
  return uid;
}

OpenAccount open_account(const std::string& name, const std::string& currency) {
  OpenAccount command;
  command.uid = random_uid();
  command.actor = "test";
  command.currency = Currency::from_code(currency).value();
  command.identity = seal_identity(name, std::nullopt);
  return command;
}

Deposit deposit(AccountId account, const std::string& amount) { return {payment(account, amount)}; }

Withdraw withdraw(AccountId account, const std::string& amount) { return {payment(account, amount)}; }

Transfer transfer(AccountId from, AccountId to, const std::string& amount) { return {payment(from, amount), to}; }

PlaceHold place_hold(AccountId account, const std::string& amount, std::chrono::seconds timeout) {
  return {payment(account, amount), "shop", timeout};
}

ReverseTransaction reversal_of(const Uid& reversed) {
  return {.uid = random_uid(), .actor = "test", .reverses = reversed};
}

WriterHarness::WriterHarness(const DatabaseSettings& settings, WriterLimits limits, std::int64_t journal_count)
    : writer_(settings, journal_count, limits, metrics_) {}

std::future<Outcome> WriterHarness::start(Command command) {
  auto promise = std::make_shared<std::promise<Outcome>>();
  auto future = promise->get_future();
  writer_.submit(std::move(command), [promise](Outcome outcome) { promise->set_value(std::move(outcome)); });
  return future;
}

Outcome outcome_of(std::future<Outcome>& future) {
  if (future.wait_for(patience) != std::future_status::ready) throw std::runtime_error("a command has no outcome");
  return future.get();
}

Outcome WriterHarness::run(Command command) {
  auto future = start(std::move(command));
  return outcome_of(future);
}

Applied WriterHarness::apply(Command command) {
  auto outcome = run(std::move(command));
  if (const auto* rejection = std::get_if<Rejection>(&outcome)) throw std::runtime_error(rejection->detail);
  return std::get<Applied>(outcome);
}

AccountId WriterHarness::open(const std::string& name, const std::string& currency) {
  return apply(open_account(name, currency)).recorded.legs.front().account;
}

double optimistic_batches(WriterHarness& ledger) {
  return metric_value(ledger.metrics(), "ledger_writer_batches_optimistic_total");
}

bool comes_to_decide_ahead(WriterHarness& ledger, AccountId account) {
  return eventually([&] {
    ledger.apply(deposit(account, "0.01"));
    return optimistic_batches(ledger) > 0;
  });
}

double overlapped_batches(WriterHarness& ledger) {
  return metric_value(ledger.metrics(), "ledger_writer_batches_overlapped_total");
}

RejectionCode code_of(const Outcome& outcome) { return std::get<Rejection>(outcome).code; }

}  // namespace ledger::test
