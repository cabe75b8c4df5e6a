#include "tests/bench/size_fill.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "ledger/crypto/random_uid.hpp"

namespace ledger::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t account_count = 10'000;
/// The sizes of a unit and of a batch: the most that the writer takes at once.
constexpr std::size_t unit_commands = 512;
/// Enough that the next batch always waits, few enough that the queue takes them.
constexpr std::size_t units_under_way_max = 16;
constexpr std::uint64_t busy_share = 3;
constexpr std::uint64_t dated_share = 20;
constexpr std::int64_t microseconds_in_day = 86'400'000'000;

Moment now() { return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()); }

}  // namespace

SizeFill::SizeFill(const DatabaseSettings& settings, UidKind kind)
    : writer_(settings, {.deadline = std::chrono::minutes(5)}),
      kind_(kind),
      random_(42),  // NOLINT: the same sequence every time
      begin_(now()) {
  std::vector<std::future<Outcome>> outcomes;
  for (std::size_t index = 0; index < account_count; ++index) {
    outcomes.push_back(writer_.start(test::open_account("bench")));
  }
  for (auto& outcome : outcomes) {
    accounts_.push_back(std::get<Applied>(test::outcome_of(outcome)).recorded.legs.front().account);
  }
  events_ = static_cast<std::int64_t>(account_count);
}

double SizeFill::fill_to(std::int64_t events) {
  const auto start = Clock::now();
  while (events_ < events) {
    const auto count = std::min(unit_commands, static_cast<std::size_t>(events - events_));
    wait_for_room(units_under_way_max - 1);
    submit(count);
    events_ += static_cast<std::int64_t>(count);
  }
  wait_for_room(0);
  return std::chrono::duration<double>(Clock::now() - start).count();
}

AccountId SizeFill::any_other() { return accounts_[1 + random_() % (accounts_.size() - 1)]; }

Moment SizeFill::any_moment() {
  const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(now() - begin_).count();
  return begin_ + std::chrono::microseconds(static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(passed)));
}

Command SizeFill::next_command() {
  auto command = test::deposit(random_() % busy_share == 0 ? busy() : any_other(), "1.00");
  command.uid = kind_ == UidKind::random ? test::random_uid() : ledger::random_uid();
  if (random_() % dated_share == 0) {
    command.effective = now() - std::chrono::microseconds(static_cast<std::int64_t>(random_() % microseconds_in_day));
  }
  return command;
}

void SizeFill::submit(std::size_t commands) {
  std::vector<Command> unit;
  unit.reserve(commands);
  while (unit.size() < commands) unit.push_back(next_command());
  {
    const std::lock_guard lock(mutex_);
    ++units_under_way_;
  }
  writer_.writer().submit_each(std::move(unit), [this](const std::vector<Outcome>& outcomes) {
    const bool applied = std::all_of(outcomes.begin(), outcomes.end(),
                                     [](const Outcome& outcome) { return std::holds_alternative<Applied>(outcome); });
    const std::lock_guard lock(mutex_);
    failed_ = failed_ || !applied;
    --units_under_way_;
    changed_.notify_one();
  });
}

void SizeFill::wait_for_room(std::size_t units_max) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return units_under_way_ <= units_max; });
  if (failed_) throw std::runtime_error("the writer has refused a deposit");
}

}  // namespace ledger::bench
