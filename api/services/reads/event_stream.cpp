#include "api/services/reads/event_stream.hpp"

#include <algorithm>

#include "api/services/positions/epoch_reading.hpp"
#include "api/services/positions/position_wait.hpp"
#include "ledger/publication/position_token.hpp"
#include "ledger/queries/account_versions.hpp"
#include "ledger/queries/event_window.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger::api {
namespace {

/// Events that a stream holds at once.
constexpr int events_at_once = 256;
/// The name of the parameter with the position that a stream begins behind.
constexpr std::string_view after_field = "after";

/// The end of the journal and its epochs, and an account that may not exist.
struct Start {
  PositionToken end;
  Epochs epochs;
  bool account_exists = true;
};

Start find_start(pqxx::transaction_base& transaction, JournalId journal, std::optional<AccountId> account,
                 EpochBook& epochs) {
  Start start;
  if (account) start.account_exists = last_version(transaction, *account) > Version(0);
  start.end = end_of_journal(transaction, journal, epochs);
  start.epochs = epochs.of(journal);
  return start;
}

/// The next events behind a position; `is_there` is false if the journal does not reach the position.
struct Next {
  EventWindow window;
  bool is_there = true;
};

Next read_next(pqxx::transaction_base& transaction, JournalId journal, std::optional<AccountId> account, Position after,
               EpochBook& epochs) {
  Next next{.window = account ? account_window(transaction, journal, *account, after, events_at_once)
                              : journal_window(transaction, journal, after, events_at_once)};
  // After the events, so that the book knows the epoch of each.
  next.is_there = end_of_journal(transaction, journal, epochs).position >= after;
  return next;
}

/// The feed, and the position behind which the stream begins; no position for "latest".
struct Beginning {
  EventFeed* feed;
  std::optional<PositionToken> after;
};

/// Returns nothing for a text that is no position of the journal.
std::optional<Beginning> beginning_of(const EventFeeds& feeds, JournalId usual, const StreamQuery& question) {
  EventFeed* const feed = question.account ? &feeds.of(*question.account) : feeds.of(usual);
  if (question.after.empty()) return Beginning{feed, PositionToken{feed->journal(), Position(0)}};
  if (question.after == "latest") return Beginning{feed, std::nullopt};
  const auto token = parse_position_token(question.after);
  if (!token) return std::nullopt;
  EventFeed* const named = feeds.of(token->journal);
  if (named == nullptr || (question.account && named != feed)) return std::nullopt;
  return Beginning{named, token};
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
    case StreamRefusal::position_beyond_end:
      return "position_beyond_end";
    case StreamRefusal::streams_too_many:
      return "streams_too_many";
    case StreamRefusal::own_streams_too_many:
      return "own_streams_too_many";
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
    case StreamRefusal::position_beyond_end:
      return "the journal does not reach this position: its end was lost in a failover, or it is another ledger's";
    case StreamRefusal::streams_too_many:
      return "more streams are open than the ledger takes";
    case StreamRefusal::own_streams_too_many:
      return "you have as many streams open as one caller may have";
  }
  __builtin_unreachable();
}

Task<Result<std::unique_ptr<EventStream>, StreamRefusal>> EventStream::begin(AppContext& services,
                                                                             const Principal& principal,
                                                                             StreamQuery question) {
  if (!question.account && !principal.has(Role::admin)) co_return StreamRefusal::forbidden;
  if (question.account && !principal.may_read(*question.account)) co_return StreamRefusal::account_not_found;
  const auto beginning = beginning_of(services.events, services.journal, question);
  if (!beginning) co_return StreamRefusal::position_malformed;
  EventFeed& feed = *beginning->feed;
  auto taken = services.stream_places.take(principal);
  if (!taken) {
    co_return taken.refusal() == AdmissionLimit::Full::per_caller ? StreamRefusal::own_streams_too_many
                                                                  : StreamRefusal::streams_too_many;
  }
  auto find = [journal = feed.journal(), account = question.account, &epochs = services.epochs](
                  pqxx::transaction_base& transaction) { return find_start(transaction, journal, account, epochs); };
  Start start = co_await services.reads.run(std::move(find));
  if (!start.account_exists) co_return StreamRefusal::account_not_found;
  const auto after = beginning->after.value_or(start.end);
  if (after.position > start.end.position || after.epoch > start.epochs.current()) {
    // A client that knows more than this database: one that follows another may be a little behind it.
    const bool reached = co_await await_position(services, after, after_field);
    if (!reached) co_return StreamRefusal::position_beyond_end;
    start.epochs = services.epochs.of(feed.journal());
  }
  must_be_valid(services.epochs, after, after_field);
  Origin origin{.feed = feed,
                .account = question.account,
                .after = after.position,
                .epochs = std::move(start.epochs),
                .caller = principal.id,
                .token = principal.token};
  co_return std::make_unique<EventStream>(services, std::move(origin), std::move(*taken));
}

EventStream::EventStream(AppContext& services, Origin origin, AdmissionLimit::Permit place)
    : services_(services),
      place_(std::move(place)),
      caller_(std::move(origin.caller)),
      token_(std::move(origin.token)),
      journal_(origin.feed.journal()),
      watcher_(origin.feed.watch()),
      account_(origin.account),
      reached_(origin.after),
      given_(origin.after),
      epochs_(std::move(origin.epochs)) {}

std::optional<EventStream::State> EventStream::lapsed() const {
  const auto error = services_.auth.authenticator().lapse(token_, std::chrono::system_clock::now());
  if (!error) return std::nullopt;
  return *error == AuthError::token_expired ? State::token_over : State::key_withdrawn;
}

std::chrono::steady_clock::time_point EventStream::look_again_by(std::chrono::steady_clock::time_point latest) const {
  if (token_.expires == std::chrono::system_clock::time_point::max()) return latest;
  const auto left = token_.expires - std::chrono::system_clock::now();
  return std::min(latest, std::chrono::steady_clock::now() + left);
}

Task<EventStream::State> EventStream::advance() {
  events_.clear();
  if (const auto end = lapsed()) co_return *end;
  auto look = watcher_->look(place(), account_, events_at_once);
  if (services_.stopping) co_return State::stopping;
  switch (look.state) {
    case EventFeed::Watcher::State::following:
      co_return give(std::move(look.events), look.reached);
    case EventFeed::Watcher::State::rewound:
      co_return heed_rewind();
    case EventFeed::Watcher::State::differs:
      co_return State::differs;
    case EventFeed::Watcher::State::stopping:
      co_return State::stopping;
    case EventFeed::Watcher::State::behind:
      break;
  }
  co_return co_await read_on();
}

Task<EventStream::State> EventStream::read_on() {
  auto read = [journal = journal_, account = account_, after = reached_,
               &epochs = services_.epochs](pqxx::transaction_base& transaction) {
    return read_next(transaction, journal, account, after, epochs);
  };
  auto next = co_await services_.long_reads.run(std::move(read), caller_);
  // The journal was rewound meanwhile, so the events that were just read may be void.
  if (services_.epochs.of(journal_).current() > epochs_.current()) co_return heed_rewind();
  if (!next.is_there) co_return State::differs;
  std::vector<SharedEvent> events;
  for (auto& event : next.window.events) events.push_back(std::make_shared<const Event>(std::move(event)));
  co_return give(std::move(events), next.window.reached);
}

EventStream::State EventStream::give(std::vector<SharedEvent> events, Position reached) {
  events_ = std::move(events);
  reached_ = reached;
  if (!events_.empty()) given_ = events_.back()->position;
  return State::following;
}

/// Ends the stream if the client has an event that was given up; else goes on behind what is valid for certain.
EventStream::State EventStream::heed_rewind() {
  auto epochs = services_.epochs.of(journal_);
  if (epochs.is_void(epochs_.of(given_), given_)) return State::position_void;
  reached_ = std::min(reached_, epochs.last_valid(epochs_.current()));
  epochs_ = std::move(epochs);
  return State::following;
}

std::string_view name_of(EventStream::State end) {
  switch (end) {
    case EventStream::State::following:
      return "following";
    case EventStream::State::differs:
      return "journal_differs";
    case EventStream::State::position_void:
      return position_void_code;
    case EventStream::State::stopping:
      return "stopping";
    case EventStream::State::token_over:
      return name_of(AuthError::token_expired);
    case EventStream::State::key_withdrawn:
      return name_of(AuthError::token_key_unknown);
  }
  __builtin_unreachable();
}

std::string_view explanation_of(EventStream::State end) {
  switch (end) {
    case EventStream::State::following:
      return "the stream goes on";
    case EventStream::State::differs:
      return "the journal lost events that may have been sent here; begin anew";
    case EventStream::State::position_void:
      return "events that were sent here were given up after a restore; connected again behind the last position, the "
             "answer says up to where they are valid";
    case EventStream::State::stopping:
      return "the server stops; go on behind the last position";
    case EventStream::State::token_over:
      return "the token has expired; go on behind the last position with a new one";
    case EventStream::State::key_withdrawn:
      return "the token's key is not trusted any more; go on behind the last position with a new one";
  }
  __builtin_unreachable();
}

std::string EventStream::position_behind(const Event& event) const {
  return to_string(PositionToken{journal_, event.position, epoch_of(event)});
}

std::string EventStream::position() const { return to_string(PositionToken{journal_, reached_, epochs_.of(reached_)}); }

}  // namespace ledger::api
