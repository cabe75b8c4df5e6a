// libpq behind a typed owner: it makes every session with PostgreSQL, also those that libpqxx goes on with
// (database.hpp), and serves where libpqxx is too slow. The writer's batches need pipelines and binary arrays, and
// reading events by the hundred thousand needs binary results.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/postgres/database_settings.hpp"
#include "ledger/postgres/postgres_parameters.hpp"
#include "ledger/postgres/postgres_result.hpp"
#include "ledger/postgres/session.hpp"

namespace ledger {

/// The connection is gone or unusable: what was under way may or may not have happened. Throw the connection away.
class ConnectionLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The state of a statement that would have stored what a unique index has already (PostgreSQL manual, appendix A).
constexpr std::string_view unique_violation = "23505";
/// That of one of two transactions that wait for each other.
constexpr std::string_view deadlock_detected = "40P01";

/// The server refused a statement; nothing of it happened. The connection can be used on after a ROLLBACK.
class StatementFailed : public std::runtime_error {
 public:
  StatementFailed(const std::string& message, std::string sqlstate)
      : std::runtime_error(message), sqlstate_(std::move(sqlstate)) {}
  /// Five characters (PostgreSQL manual, appendix A).
  [[nodiscard]] const std::string& sqlstate() const { return sqlstate_; }

 private:
  std::string sqlstate_;
};

/// The times for which answers are waited for. A server that hangs keeps its connections open and acknowledges what is
/// sent, so that neither keepalives nor tcp_user_timeout notice.
struct AnswerLimits {
  /// Should be longer than the session's statement_timeout, so that a server that is there answers first.
  std::chrono::milliseconds deadline = std::chrono::seconds(40);
  /// Once a stop is requested, an answer may only take a second more.
  std::stop_token stop;
};

/// A connection that never reconnects. Not for use by several threads at once.
class PostgresConnection {
 public:
  /// Connects and applies the session's settings. Throws ConnectionLost if there is no server to be had within the
  /// session's limits, or if a pooler between would share the session with other clients.
  PostgresConnection(const DatabaseSettings& settings, const Session& session, AnswerLimits limits = {});
  /// Connects without settings: for whoever asks about sessions instead of having one.
  PostgresConnection(const std::string& connection_string, AnswerLimits limits);

  /// Runs one statement and waits for its result, which is binary. Throws StatementFailed or ConnectionLost.
  PostgresResult execute(const char* sql, const PostgresParameters& parameters = {});
  /// Does the same with a statement that is executed again and again: it is parsed and planned once, when it is first
  /// executed.
  PostgresResult execute_often(const char* sql, const PostgresParameters& parameters = {});
  /// Prepares a statement for execute_prepared and send_prepared.
  void prepare(const char* name, const char* sql);
  PostgresResult execute_prepared(const char* name, const PostgresParameters& parameters);

  /// Runs a COPY … FROM STDIN with all of its data, in the format that `sql` names. Not within a pipeline. Throws
  /// StatementFailed or ConnectionLost.
  void copy_in(const char* sql, std::span<const std::uint8_t> data);

  /// From enter_pipeline() on, statements are sent without waiting; after sync() their results come in order.
  void enter_pipeline();
  void send_prepared(const char* name, const PostgresParameters& parameters);
  void sync();
  /// The next statement's result. Throws StatementFailed for one that failed, or that was skipped because an earlier
  /// one of the same pipeline failed; ConnectionLost.
  PostgresResult next_result();
  /// Reads on to the end of the sync; call it after the last result, and also after a StatementFailed. What was sent
  /// without a BEGIN is committed once this returns. Throws StatementFailed if it was not, or ConnectionLost.
  void finish_sync();

  /// Waits for the next result, at most `timeout`. Returns true if next_result() would not have to wait. Throws
  /// ConnectionLost.
  bool await_result_within(std::chrono::microseconds timeout);

  /// Waits until a NOTIFY arrives on a channel that this session listens to, at most `timeout`, and no longer once a
  /// stop is requested. Returns true if one has arrived since the last call; all that have count as one. Not within a
  /// pipeline. Throws ConnectionLost.
  bool await_notification(std::chrono::milliseconds timeout);

  /// True if the server has said since the last call that a COMMIT "might not have been replicated".
  bool take_replication_doubt();

  [[nodiscard]] PGconn* raw() const { return connection_.get(); }
  /// Gives the connection away, as libpq makes them: blocking, with its own treatment of notices. To be called on a
  /// connection that nothing is under way on; this object can only be destroyed then.
  [[nodiscard]] PGconn* release();

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  class Patience;
  /// Applies the settings, and anew on a server session that a pooler had given to others before.
  void begin_session(const DatabaseSettings& settings, const Session& session);
  [[noreturn]] void throw_lost() const;
  /// Sends what is waiting to be sent, as far as the socket takes it. Returns true if some is left.
  bool send_on();
  /// Sends and receives a little more, when the socket can.
  void exchange(Patience& patience, bool unsent);
  PGresult* await_result();
  PostgresResult single_result();
  PostgresResult checked(PostgresResult result) const;
  bool take_notifications();

  std::unique_ptr<PGconn, Finish> connection_;
  AnswerLimits limits_;
  /// The statements of execute_often(), and the names under which it has prepared them.
  std::map<std::string, std::string, std::less<>> often_;
  PQnoticeReceiver default_receiver_ = nullptr;
  /// Outlives moves of this object, since libpq holds its address.
  std::unique_ptr<bool> replication_doubt_ = std::make_unique<bool>(false);
};

}  // namespace ledger
