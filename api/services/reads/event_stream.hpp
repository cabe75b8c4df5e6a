// A stream of events from a position on, whatever the protocol: what is behind from the database, the rest as it comes.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "api/auth/principals/principal.hpp"
#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/event_feed.hpp"
#include "api/services/context/result.hpp"

namespace ledger::api {

/// The reasons for which a stream does not begin.
enum class StreamRefusal {
  forbidden,          ///< only admins follow all accounts
  account_not_found,  ///< or it is not the caller's
  position_malformed,
  position_beyond_end,   ///< the journal does not reach it, also after a short wait
  streams_too_many,      ///< of all callers together
  own_streams_too_many,  ///< of this one
};
/// "streams_too_many"
std::string_view name_of(StreamRefusal refusal);
std::string_view explanation_of(StreamRefusal refusal);

/// The events to follow.
struct StreamQuery {
  /// One account, or all.
  std::optional<AccountId> account;
  /// "0:123" to go on behind it, "latest" for what is yet to come; from the beginning if it is empty.
  std::string after;
};

/// One stream, and the place that it has reached. It holds only the events that it was last given, so a slow client
/// costs no memory.
class EventStream {
 public:
  enum class State {
    following,
    differs,        ///< the journal lost events that this stream may have given: begin anew
    position_void,  ///< events that this stream has given were given up after a restore
    stopping,       ///< the program stops: go on elsewhere, or later
    token_over,     ///< go on behind position() with a new token
    key_withdrawn,  ///< go on with a new token: the key that signed this one is not trusted any more
  };

  /// Returns a stream for the caller, or the reason for which there is none. Waits up to 2 s for a position that is not
  /// there yet. Throws ReadsUnavailable, and PositionVoid if the event at the position was given up.
  static Task<Result<std::unique_ptr<EventStream>, StreamRefusal>> begin(AppContext& services,
                                                                         const Principal& principal,
                                                                         StreamQuery question);

  /// The subject of a stream and its caller.
  struct Origin {
    EventFeed& feed;
    std::optional<AccountId> account;
    Position after;
    /// The journal's, when the position was looked up.
    Epochs epochs;
    /// The principal's id.
    std::string caller;
    TokenLife token;
  };
  EventStream(AppContext& services, Origin origin, AdmissionLimit::Permit place);

  /// The next events into events(); none if there are no more yet. Throws ReadsUnavailable.
  Task<State> advance();
  [[nodiscard]] const std::vector<SharedEvent>& events() const { return events_; }
  /// The epoch of one of events().
  [[nodiscard]] Epoch epoch_of(const Event& event) const { return epochs_.of(event.position); }
  /// The token from which a stream would go on behind one of events().
  [[nodiscard]] std::string position_behind(const Event& event) const;
  /// The token from which a stream would go on behind all of them.
  [[nodiscard]] std::string position() const;

  /// Returns the time to call advance() again though nothing has moved: `latest`, or the end of the token.
  [[nodiscard]] std::chrono::steady_clock::time_point look_again_by(std::chrono::steady_clock::time_point latest) const;

  /// Does the same as EventFeed::Watcher::call_when_moved().
  bool call_when_moved(std::function<void()> wake) { return watcher_->call_when_moved(place(), std::move(wake)); }

 private:
  [[nodiscard]] std::optional<State> lapsed() const;
  [[nodiscard]] EventFeed::Watcher::Place place() const { return {.after = reached_, .epoch = epochs_.current()}; }
  Task<State> read_on();
  State heed_rewind();
  State give(std::vector<SharedEvent> events, Position reached);

  AppContext& services_;
  const AdmissionLimit::Permit place_;
  const std::string caller_;
  const TokenLife token_;
  const JournalId journal_;
  std::unique_ptr<EventFeed::Watcher> watcher_;
  const std::optional<AccountId> account_;
  /// All that was asked for has been given up to here.
  Position reached_;
  /// The last event that was given, or where the stream began: what the client has for certain.
  Position given_;
  /// The journal's, when the latest events were read.
  Epochs epochs_;
  std::vector<SharedEvent> events_;
};

/// Returns the code of the end: "journal_differs", "position_void", or the code of what is wrong with the token.
std::string_view name_of(EventStream::State end);
std::string_view explanation_of(EventStream::State end);

/// A stream on which nothing has happened for so long says that it is alive.
constexpr std::chrono::seconds stream_heartbeat_interval{10};

}  // namespace ledger::api
