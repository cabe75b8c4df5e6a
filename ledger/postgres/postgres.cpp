#include "ledger/postgres/postgres.hpp"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "ledger/postgres/pooling.hpp"
#include "ledger/process/stop_descriptor.hpp"

namespace ledger {
namespace {

/// For each of the first answers, whatever patience a session's own statements have.
constexpr std::chrono::seconds start_deadline{10};
/// The interval at which a wait looks whether it is to stop.
constexpr std::chrono::milliseconds stop_poll{100};

using Clock = std::chrono::steady_clock;

/// Returns true if a notice says that a COMMIT is not known to have reached the standby. The function that raised it is
/// compared, because the text is translated if the server's lc_messages says so.
bool is_replication_doubt(const PGresult* notice) {
  const char* function = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
  const char* detail = PQresultErrorField(notice, PG_DIAG_MESSAGE_DETAIL);
  return (function != nullptr && std::strcmp(function, "SyncRepWaitForLSN") == 0) ||
         (detail != nullptr && std::strstr(detail, "might not have been replicated") != nullptr);
}

/// A statement's parameters in the form that libpq takes.
struct Exposed {
  explicit Exposed(const PostgresParameters& parameters) { parameters.expose(values, lengths, formats); }
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
};

}  // namespace

/// The time that is left for an answer.
class PostgresConnection::Patience {
 public:
  explicit Patience(const AnswerLimits& limits) : stop_(limits.stop), end_(Clock::now() + limits.deadline) {}

  /// Waits a while for the socket. Throws ConnectionLost when there is no time left.
  void wait(int socket, short events) {
    if (!stopping_ && stop_.stop_requested()) {
      stopping_ = true;
      end_ = std::min(end_, Clock::now() + time_to_stop);
    }
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now());
    if (left.count() <= 0) throw ConnectionLost("PostgreSQL did not answer in time");
    if (stop_.stop_possible()) left = std::min(left, stop_poll);
    pollfd waiting{.fd = socket, .events = events, .revents = 0};
    poll(&waiting, 1, static_cast<int>(left.count()));
  }

 private:
  static constexpr std::chrono::seconds time_to_stop{1};

  std::stop_token stop_;
  Clock::time_point end_;
  bool stopping_ = false;
};

PostgresConnection::PostgresConnection(const std::string& connection_string, AnswerLimits limits)
    : connection_(PQconnectdb(connection_string.c_str())), limits_(std::move(limits)) {
  if (!connection_) throw std::bad_alloc();
  if (PQstatus(connection_.get()) != CONNECTION_OK) throw_lost();
  // Sending, too, would else wait for ever for a server that does not read.
  if (PQsetnonblocking(connection_.get(), 1) != 0) throw_lost();
  // Details quote rows, and rows may hold personal data, which has no place in a log.
  PQsetErrorVerbosity(connection_.get(), PQERRORS_TERSE);
  default_receiver_ = PQsetNoticeReceiver(
      connection_.get(),
      [](void* doubt, const PGresult* notice) {
        if (is_replication_doubt(notice)) *static_cast<bool*>(doubt) = true;
      },
      replication_doubt_.get());
}

PostgresConnection::PostgresConnection(const DatabaseSettings& settings, const Session& session, AnswerLimits limits)
    : PostgresConnection(
          connection_string(settings, session.application, session.limits.connect),
          {.deadline = std::min<std::chrono::milliseconds>(limits.deadline, start_deadline), .stop = limits.stop}) {
  begin_session(settings, session);
  limits_ = std::move(limits);
}

void PostgresConnection::begin_session(const DatabaseSettings& settings, const Session& session) {
  const auto sql = session_sql(session, PQserverVersion(connection_.get()));
  // Sessions that a pooler shares between clients are left as they are.
  if (execute((sql + " where " + is_not_pooled_sql(*this)).c_str()).rows() == 1) return;
  refuse_shared_sessions(*this, settings);
  // A pooler need not clean a server session between clients: prepared statements and locks of others may be left.
  execute("discard all");
  execute(sql.c_str());
}

PGconn* PostgresConnection::release() {
  PQsetNoticeReceiver(connection_.get(), default_receiver_, nullptr);
  if (PQsetnonblocking(connection_.get(), 0) != 0) throw_lost();
  return connection_.release();
}

void PostgresConnection::throw_lost() const {
  std::string message = PQerrorMessage(connection_.get());
  while (!message.empty() && message.back() == '\n') message.pop_back();
  throw ConnectionLost(message.empty() ? "the connection to PostgreSQL is lost" : message);
}

PostgresResult PostgresConnection::checked(PostgresResult result) const {
  PGresult* const raw_result = result.raw();
  if (raw_result == nullptr) throw_lost();
  switch (PQresultStatus(raw_result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
      return result;
    case PGRES_PIPELINE_ABORTED:
      throw StatementFailed("skipped, because an earlier statement failed", "25P02");
    default:
      break;
  }
  const char* sqlstate = PQresultErrorField(raw_result, PG_DIAG_SQLSTATE);
  // Without a state the error is libpq's own, and 57P0x, 08xxx and 25P03/57P05 come from a server that hangs up.
  if (sqlstate == nullptr || PQstatus(connection_.get()) != CONNECTION_OK) throw_lost();
  const std::string state = sqlstate;
  const std::string message = PQresultErrorMessage(raw_result);
  if (state.starts_with("57P0") || state.starts_with("08") || state == "25P03") throw ConnectionLost(message);
  throw StatementFailed(message, state);
}

bool PostgresConnection::send_on() {
  const int unsent = PQflush(connection_.get());
  if (unsent < 0) throw_lost();
  return unsent > 0;
}

void PostgresConnection::exchange(Patience& patience, bool unsent) {
  // Received, too, while there is something to send: a server whose answers nobody takes may stop to read.
  patience.wait(PQsocket(connection_.get()), static_cast<short>(unsent ? POLLIN | POLLOUT : POLLIN));
  if (PQconsumeInput(connection_.get()) != 1) throw_lost();
}

PGresult* PostgresConnection::await_result() {
  Patience patience(limits_);
  bool unsent = send_on();
  while (PQisBusy(connection_.get()) != 0) {
    exchange(patience, unsent);
    unsent = send_on();
  }
  return PQgetResult(connection_.get());
}

PostgresResult PostgresConnection::single_result() {
  PostgresResult result(await_result());
  // A statement's result is followed by the null that ends it, also if the result is an error.
  PQclear(await_result());
  return checked(std::move(result));
}

PostgresResult PostgresConnection::execute(const char* sql, const PostgresParameters& parameters) {
  const Exposed exposed(parameters);
  if (PQsendQueryParams(connection_.get(), sql, parameters.count(), nullptr, exposed.values.data(),
                        exposed.lengths.data(), exposed.formats.data(), 1) != 1) {
    throw_lost();
  }
  return single_result();
}

void PostgresConnection::prepare(const char* name, const char* sql) {
  if (PQsendPrepare(connection_.get(), name, sql, 0, nullptr) != 1) throw_lost();
  single_result();
}

PostgresResult PostgresConnection::execute_often(const char* sql, const PostgresParameters& parameters) {
  auto known = often_.find(std::string_view(sql));
  if (known == often_.end()) {
    const auto name = "often_" + std::to_string(often_.size());
    prepare(name.c_str(), sql);
    known = often_.emplace(sql, name).first;
  }
  return execute_prepared(known->second.c_str(), parameters);
}

PostgresResult PostgresConnection::execute_prepared(const char* name, const PostgresParameters& parameters) {
  send_prepared(name, parameters);
  return single_result();
}

void PostgresConnection::copy_in(const char* sql, std::span<const std::uint8_t> data) {
  if (PQsendQuery(connection_.get(), sql) != 1) throw_lost();
  PostgresResult started(await_result());
  if (PQresultStatus(started.raw()) != PGRES_COPY_IN) {
    PQclear(await_result());
    checked(std::move(started));
    throw std::logic_error("the statement is no COPY FROM STDIN");
  }
  // libpq grows its buffer to what it is given at once, so it is given a piece at a time.
  constexpr std::size_t piece_bytes_max = std::size_t{64} * 1024;
  for (std::size_t sent = 0; sent < data.size(); sent += piece_bytes_max) {
    const auto piece = data.subspan(sent, std::min(piece_bytes_max, data.size() - sent));
    if (PQputCopyData(connection_.get(), reinterpret_cast<const char*>(piece.data()), static_cast<int>(piece.size())) !=
        1) {
      throw_lost();
    }
    Patience patience(limits_);
    while (send_on()) exchange(patience, true);
  }
  if (PQputCopyEnd(connection_.get(), nullptr) != 1) throw_lost();
  PostgresResult finished(await_result());
  while (PGresult* const rest = await_result()) PQclear(rest);
  checked(std::move(finished));
}

void PostgresConnection::enter_pipeline() {
  if (PQenterPipelineMode(connection_.get()) != 1) throw_lost();
}

void PostgresConnection::send_prepared(const char* name, const PostgresParameters& parameters) {
  const Exposed exposed(parameters);
  if (PQsendQueryPrepared(connection_.get(), name, parameters.count(), exposed.values.data(), exposed.lengths.data(),
                          exposed.formats.data(), 1) != 1) {
    throw_lost();
  }
}

void PostgresConnection::sync() {
  if (PQpipelineSync(connection_.get()) != 1) throw_lost();
}

PostgresResult PostgresConnection::next_result() {
  // In a pipeline, too, a null follows every statement's result.
  return single_result();
}

bool PostgresConnection::await_result_within(std::chrono::microseconds timeout) {
  const auto end = Clock::now() + timeout;
  bool unsent = send_on();
  for (bool is_over = false; PQisBusy(connection_.get()) != 0;) {
    if (is_over) return false;
    const auto left = std::max(end - Clock::now(), Clock::duration::zero());
    is_over = left == Clock::duration::zero();
    pollfd socket = {PQsocket(connection_.get()), static_cast<short>(unsent ? POLLIN | POLLOUT : POLLIN), 0};
    const timespec patience = {left / std::chrono::seconds(1), (left % std::chrono::seconds(1)).count()};
    ppoll(&socket, 1, &patience, nullptr);
    if (PQconsumeInput(connection_.get()) != 1) throw_lost();
    unsent = send_on();
  }
  return true;
}

void PostgresConnection::finish_sync() {
  // The server sends a result for every statement and one for the sync, and libpq a null behind each statement's; two
  // nulls in a row mean that no sync is under way.
  int nulls = 0;
  while (nulls < 2) {
    PostgresResult result(await_result());
    if (PQstatus(connection_.get()) != CONNECTION_OK) throw_lost();
    nulls = result.raw() == nullptr ? nulls + 1 : 0;
    if (result.raw() == nullptr) continue;
    const auto status = PQresultStatus(result.raw());
    if (status == PGRES_PIPELINE_SYNC) return;
    // Without a BEGIN the sync commits, and that can fail as any statement can.
    if (status == PGRES_FATAL_ERROR) checked(std::move(result));
  }
  throw std::logic_error("a pipeline's end was awaited without a sync");
}

bool PostgresConnection::take_notifications() {
  struct Free {
    void operator()(PGnotify* notification) const { PQfreemem(notification); }
  };
  bool taken = false;
  while (std::unique_ptr<PGnotify, Free>(PQnotifies(connection_.get()))) taken = true;
  return taken;
}

bool PostgresConnection::await_notification(std::chrono::milliseconds timeout) {
  const auto end = Clock::now() + timeout;
  const StopDescriptor stop(limits_.stop);
  // One that came with the last statement's result is there already.
  while (!take_notifications()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0 || limits_.stop.stop_requested()) return false;
    pollfd waiting[] = {{.fd = PQsocket(connection_.get()), .events = POLLIN, .revents = 0}, stop.waiting()};
    poll(waiting, std::size(waiting), static_cast<int>(left.count()));
    if (waiting[0].revents != 0 && PQconsumeInput(connection_.get()) != 1) throw_lost();
  }
  return true;
}

bool PostgresConnection::take_replication_doubt() {
  const bool doubt = *replication_doubt_;
  *replication_doubt_ = false;
  return doubt;
}

}  // namespace ledger
