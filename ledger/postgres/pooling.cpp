#include "ledger/postgres/pooling.hpp"

#include <map>
#include <mutex>

namespace ledger {
namespace {

constexpr int pooling_rounds = 3;
constexpr std::chrono::minutes verdict_validity{1};
constexpr std::chrono::seconds pooling_answer_deadline{3};
constexpr std::chrono::seconds pooling_connect_limit{2};

constexpr const char* server_process_sql = "select pg_catalog.pg_backend_pid()::bigint";

constexpr const char* shared_sessions =
    "the database is reached through a pooler that shares server sessions between clients, which loses their settings "
    "and prepared statements: set pool_mode = session (PgBouncer) for this database, or connect to PostgreSQL itself";
constexpr const char* no_session_to_spare =
    "the pooler in front of the database has no server session to spare: raise its default_pool_size above the number "
    "of sessions that the ledger's programs have (";

/// Remembers when each place was last found to be fit.
class Verdicts {
 public:
  bool is_recent(const std::string& place) {
    const std::lock_guard lock(mutex_);
    const auto found = found_at_.find(place);
    return found != found_at_.end() && std::chrono::steady_clock::now() < found->second + verdict_validity;
  }
  void remember(const std::string& place) {
    const std::lock_guard lock(mutex_);
    found_at_[place] = std::chrono::steady_clock::now();
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::chrono::steady_clock::time_point> found_at_;
};

Verdicts& verdicts() {
  static Verdicts instance;
  return instance;
}

std::int64_t server_process_of(PostgresConnection& connection) {
  return connection.execute(server_process_sql).int64(0, 0);
}

std::int64_t server_process_of_other(PostgresConnection& other) {
  try {
    return server_process_of(other);
  } catch (const std::exception& error) {
    throw ConnectionLost(std::string(no_session_to_spare) + error.what() + ")");
  }
}

}  // namespace

std::string is_not_pooled_sql(const PostgresConnection& connection) {
  return "pg_catalog.pg_backend_pid() = " + std::to_string(PQbackendPID(connection.raw()));
}

void refuse_shared_sessions(PostgresConnection& connection, const DatabaseSettings& settings) {
  const auto place = connection_string(settings, "ledger pooling check", pooling_connect_limit);
  if (verdicts().is_recent(place)) return;
  const auto own = server_process_of(connection);
  PostgresConnection other(place, {.deadline = pooling_answer_deadline, .stop = {}});
  for (int round = 0; round < pooling_rounds; ++round) {
    // Twice, as two server sessions that are lent in turn would else go to the same client each time.
    const bool is_shared = server_process_of_other(other) == own || server_process_of(connection) != own ||
                           server_process_of(connection) != own;
    if (is_shared) throw ConnectionLost(shared_sessions);
  }
  verdicts().remember(place);
}

}  // namespace ledger
