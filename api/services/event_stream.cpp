#include "api/services/event_stream.hpp"

#include "ledger/journal/account_versions.hpp"
#include "ledger/journal/event_window.hpp"
#include "ledger/journal/transactions.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger::api {
namespace {

/// Events that a stream holds at once.
constexpr int events_at_once = 256;

/// Where the stream begins, and whether there is such an account.
struct Start {
  Position after;
  bool account_exists = true;
};

Start find_start(pqxx::transaction_base& transaction, JournalId journal, std::optional<AccountId> account,
                 std::optional<Position> after) {
  Start start;
  if (account) start.account_exists = last_version(transaction, *account) > Version(0);
  start.after = after ? *after : position_at(transaction, journal, Moment::max());
  return start;
}

/// Which feed, and the position behind which the stream begins; none for "latest".
struct Beginning {
  EventFeed* feed;
  std::optional<Position> after;
};

/// Nothing for a text that is no position of the journal.
std::optional<Beginning> beginning_of(const EventFeeds& feeds, JournalId usual, const StreamQuestion& question) {
  EventFeed* const feed = question.account ? &feeds.of(*question.account) : feeds.of(usual);
  if (question.after.empty()) return Beginning{feed, Position(0)};
  if (question.after == "latest") return Beginning{feed, std::nullopt};
  const auto token = parse_position_token(question.after);
  if (!token) return std::nullopt;
  EventFeed* const named = feeds.of(token->journal);
  if (named == nullptr || (question.account && named != feed)) return std::nullopt;
  return Beginning{named, token->position};
}

}  // namespace

std::string_view name_of(StreamRefusal refusal) {
  switch (refusal) {
    case StreamRefusal::forbidden:
      return "forbidden";
    case StreamRefusal::account_not_found:
      return "account_not_found";
    case StreamRefusal::position_malformed:
      return "position_malformed";
    case StreamRefusal::streams_too_many:
      return "streams_too_many";
  }
  __builtin_unreachable();
}

std::string_view explanation_of(StreamRefusal refusal) {
  switch (refusal) {
    case StreamRefusal::forbidden:
      return "the token's roles do not allow to follow all accounts";
    case StreamRefusal::account_not_found:
      return "there is no such account";
    case StreamRefusal::position_malformed:
      return "a position of the ledger, such as 0:123, or latest";
    case StreamRefusal::streams_too_many:
      return "more streams are open than the ledger takes";
  }
  __builtin_unreachable();
}

Task<std::variant<std::unique_ptr<EventStream>, StreamRefusal>> EventStream::begin(Services& services,
                                                                                   const Principal& principal,
                                                                                   StreamQuestion question) {
  if (!question.account && !principal.has(Role::admin)) co_return StreamRefusal::forbidden;
  if (question.account && !principal.may_read(*question.account)) co_return StreamRefusal::account_not_found;
  const auto beginning = beginning_of(services.events, services.journal, question);
  if (!beginning) co_return StreamRefusal::position_malformed;
  EventFeed& feed = *beginning->feed;
  auto watcher = feed.watch();
  if (!watcher) co_return StreamRefusal::streams_too_many;
  auto find = [journal = feed.journal(), account = question.account, after = beginning->after](
                  pqxx::transaction_base& transaction) { return find_start(transaction, journal, account, after); };
  const Start start = co_await services.reads.run(std::move(find));
  if (!start.account_exists) co_return StreamRefusal::account_not_found;
  co_return std::make_unique<EventStream>(services, feed, std::move(watcher), question.account, start.after);
}

EventStream::EventStream(Services& services, EventFeed& feed, std::unique_ptr<EventFeed::Watcher> watcher,
                         std::optional<AccountId> account, Position after)
    : services_(services), journal_(feed.journal()), watcher_(std::move(watcher)), account_(account), reached_(after) {}

Task<EventStream::State> EventStream::advance() {
  events_.clear();
  auto look = watcher_->look(reached_, account_, events_at_once);
  if (services_.stopping || look.state == EventFeed::Watcher::State::stopping) co_return State::stopping;
  if (look.state == EventFeed::Watcher::State::differs) co_return State::differs;
  if (look.state == EventFeed::Watcher::State::following) {
    events_ = std::move(look.events);
    reached_ = look.reached;
    co_return State::following;
  }
  auto read = [journal = journal_, account = account_, after = reached_](pqxx::transaction_base& transaction) {
    return account ? account_window(transaction, journal, *account, after, events_at_once)
                   : journal_window(transaction, journal, after, events_at_once);
  };
  auto window = co_await services_.reads.run(std::move(read));
  for (auto& event : window.events) events_.push_back(std::make_shared<const Event>(std::move(event)));
  reached_ = window.reached;
  co_return State::following;
}

std::string EventStream::position() const { return to_string(PositionToken{journal_, reached_}); }

}  // namespace ledger::api
