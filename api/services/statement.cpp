#include "api/services/statement.hpp"

#include <algorithm>
#include <iterator>

#include "ledger/domain/account.hpp"
#include "ledger/journal/account_versions.hpp"

namespace ledger::api {
namespace {

constexpr std::chrono::microseconds tick{1};
constexpr std::size_t skipped_at_once = 1'000;

}  // namespace

std::optional<Statement> Statement::open(pqxx::transaction_base& transaction, const StatementQuestion& question,
                                         EpochBook& epochs) {
  const auto token = resolved(transaction, question.journal, question.known_at, epochs);
  const auto known_at = token.position;
  StatementRange range{.account = question.account,
                       .from = question.from.value_or(moment_from_microseconds(0)),
                       .before = question.before.value_or(Moment::max()),
                       .known = version_known_at(transaction, question.account, known_at)};
  const auto opening = turnover_at(transaction, question.account, range.from - tick, known_at);
  const auto closing = turnover_at(transaction, question.account, range.before - tick, known_at);
  if (!opening || !closing) return std::nullopt;
  StatementFrame frame{.account = question.account,
                       .currency = closing->currency,
                       .known_at = token,
                       .may_change = question.known_at.may_change,
                       .opening_balance = opening->balance,
                       .closing_balance = closing->balance,
                       .credited = closing->credited - opening->credited};
  frame.debited = frame.credited - (frame.closing_balance - frame.opening_balance);
  if (!question.after) return Statement(frame, StatementEntries(transaction, range), opening->balance);

  // Balances are known by time only: entries of the same time as the last one are read again.
  range.from = std::max(range.from, question.after->effective);
  const auto before = turnover_at(transaction, question.account, range.from - tick, known_at);
  if (!before) return std::nullopt;
  Statement statement(frame, StatementEntries(transaction, range), before->balance);
  statement.skip(transaction, *question.after);
  return statement;
}

void Statement::skip(pqxx::transaction_base& transaction, const StatementKey& last) {
  for (;;) {
    auto entries = entries_.next(transaction, skipped_at_once);
    const bool at_end = entries.size() < skipped_at_once;
    for (auto& entry : entries) {
      const Event& event = entry.legs.front();
      const bool is_done = StatementKey{.effective = event.effective, .version = event.version} <= last;
      auto line = line_of(std::move(entry));
      if (!is_done) ahead_.push_back(std::move(line));
    }
    if (at_end || !ahead_.empty()) return;
  }
}

StatementLine Statement::line_of(Recorded recorded) {
  const auto change = balance_change(recorded.legs.front());
  balance_ += change;
  return {.recorded = std::move(recorded), .change = change, .balance = balance_};
}

std::vector<StatementLine> Statement::next(pqxx::transaction_base& transaction, std::size_t limit) {
  const auto taken = static_cast<std::ptrdiff_t>(std::min(limit, ahead_.size()));
  std::vector<StatementLine> lines(std::move_iterator(ahead_.begin()), std::move_iterator(ahead_.begin() + taken));
  ahead_.erase(ahead_.begin(), ahead_.begin() + taken);
  if (lines.size() == limit) return lines;
  for (auto& entry : entries_.next(transaction, limit - lines.size())) lines.push_back(line_of(std::move(entry)));
  return lines;
}

}  // namespace ledger::api
