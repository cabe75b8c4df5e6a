#include "api/services/reads/statement.hpp"

#include "ledger/domain/account.hpp"
#include "ledger/queries/account_versions.hpp"

namespace ledger::api {
namespace {

constexpr std::chrono::microseconds tick{1};

/// Adds up the statement's figures; returns nothing if the account cannot be seen at K.
std::optional<StatementFrame> frame_of(pqxx::transaction_base& transaction, const StatementRange& range,
                                       const PositionToken& known_at, std::optional<bool> may_change) {
  const auto opening = turnover_at(transaction, range.account, range.from - tick, known_at.position);
  const auto closing = turnover_at(transaction, range.account, range.before - tick, known_at.position);
  if (!opening || !closing) return std::nullopt;
  StatementFrame frame{.account = range.account,
                       .currency = closing->currency,
                       .known_at = known_at,
                       .may_change = may_change,
                       .opening_balance = opening->balance,
                       .closing_balance = closing->balance,
                       .credited = closing->credited - opening->credited};
  frame.debited = frame.credited - (frame.closing_balance - frame.opening_balance);
  return frame;
}

/// Returns the statement's figures as an earlier page had them; nothing if the account cannot be seen at K.
std::optional<StatementFrame> frame_at(pqxx::transaction_base& transaction, const StatementRange& range,
                                       const PositionToken& known_at, const StatementPlace& place) {
  const auto currency = currency_of(transaction, range.account);
  if (!currency || range.known == Version(0)) return std::nullopt;
  return StatementFrame{.account = range.account,
                        .currency = *currency,
                        .known_at = known_at,
                        .may_change = std::nullopt,
                        .opening_balance = place.opening_balance,
                        .closing_balance = place.opening_balance + place.credited - place.debited,
                        .credited = place.credited,
                        .debited = place.debited};
}

}  // namespace

std::optional<Statement> Statement::open(pqxx::transaction_base& transaction, const StatementQuery& question,
                                         const PositionToken& known_at) {
  const StatementRange range{.account = question.account,
                             .from = question.from.value_or(moment_from_microseconds(0)),
                             .before = question.before.value_or(Moment::max()),
                             .known = version_known_at(transaction, question.account, known_at.position)};
  const auto& place = question.place;
  const auto frame = place ? frame_at(transaction, range, known_at, *place)
                           : frame_of(transaction, range, known_at, question.known_at.may_change);
  if (!frame) return std::nullopt;
  StatementEntries entries(transaction, range, place ? std::optional(place->after) : std::nullopt);
  return Statement(*frame, std::move(entries), place ? place->balance : frame->opening_balance);
}

std::vector<StatementLine> Statement::next(pqxx::transaction_base& transaction, std::size_t limit) {
  std::vector<StatementLine> lines;
  for (auto& entry : entries_.next(transaction, limit)) {
    const auto change = balance_change(entry.legs.front());
    balance_ += change;
    lines.push_back({.recorded = std::move(entry), .change = change, .balance = balance_});
  }
  return lines;
}

StatementPlace Statement::place() const {
  return {.after = entries_.reached(),
          .balance = balance_,
          .opening_balance = frame_.opening_balance,
          .credited = frame_.credited,
          .debited = frame_.debited};
}

}  // namespace ledger::api
