#include "ledger/postgres/session.hpp"

#include <fmt/format.h>

#include <chrono>

namespace ledger {
namespace {

constexpr int first_version_with_transaction_timeout = 170'000;

struct Fixed {
  const char* name;
  const char* value;
};

/// Every session has these.
constexpr Fixed fixed_settings[] = {
    // A batch's statement after its lock sees what was committed before the lock was granted.
    {"default_transaction_isolation", "read committed"},
    {"default_transaction_deferrable", "off"},
    // Not what somebody put into a schema that is searched before. Temporary tables come last, as behind a pooler they
    // could be another client's.
    {"search_path", "public, pg_temp"},
    // These settle the meaning of a text on its way in and out.
    {"client_encoding", "UTF8"},
    {"standard_conforming_strings", "on"},
    {"backslash_quote", "safe_encoding"},
    {"array_nulls", "on"},
    {"transform_null_equals", "off"},
    {"TimeZone", "UTC"},
    {"DateStyle", "ISO, MDY"},
    {"IntervalStyle", "postgres"},
    {"extra_float_digits", "1"},
    {"bytea_output", "hex"},
    {"quote_all_identifiers", "off"},
    // A commit that might not have been replicated says so in a warning only.
    {"client_min_messages", "warning"},
    // Compiling takes longer than any of our statements, and a helper's start as well.
    {"jit", "off"},
    {"max_parallel_workers_per_gather", "0"},
    // A session waits for its next statement as long as its program likes.
    {"idle_session_timeout", "0"},
    // The server notices a client that is gone within about five seconds, as the client does with a server.
    {"tcp_keepalives_idle", "3"},
    {"tcp_keepalives_interval", "1"},
    {"tcp_keepalives_count", "3"},
};

/// These make the planner read by index, whatever it knows of the tables and whatever costs it was told.
constexpr Fixed plans_by_index[] = {
    {"plan_cache_mode", "force_generic_plan"},
    {"enable_seqscan", "off"},
    {"enable_bitmapscan", "off"},
    {"enable_hashjoin", "off"},
    {"enable_mergejoin", "off"},
    {"enable_sort", "off"},
    {"enable_memoize", "off"},
    {"enable_indexscan", "on"},
    {"enable_indexonlyscan", "on"},
    {"enable_nestloop", "on"},
    {"enable_material", "off"},
    {"enable_hashagg", "on"},
    {"enable_incremental_sort", "on"},
    {"geqo", "off"},
    {"from_collapse_limit", "1"},
    {"join_collapse_limit", "1"},
};

std::string milliseconds_of(std::chrono::milliseconds duration) { return std::to_string(duration.count()); }

std::string quoted_literal(const std::string& text) {
  std::string quoted = "'";
  for (const char character : text) {
    if (character == '\'') quoted += '\'';
    quoted += character;
  }
  return quoted + "'";
}

/// Makes what is acknowledged durable, whatever the server's default is. A setting stronger than `on` is left.
constexpr const char* raise_synchronous_commit =
    "select case when pg_catalog.current_setting('synchronous_commit') in ('off', 'local')"
    " then pg_catalog.set_config('synchronous_commit', 'on', false) end";

}  // namespace

std::vector<SessionSetting> session_settings(const Session& session, int server_version) {
  std::vector<SessionSetting> settings = {
      {"application_name", session.application},
      {"statement_timeout", milliseconds_of(session.limits.statement)},
      {"lock_timeout", milliseconds_of(session.limits.lock)},
      {"idle_in_transaction_session_timeout", milliseconds_of(session.limits.idle_in_transaction)},
      // The only limit on a client that does not take what the server sends: no other one counts meanwhile. Without
      // effect, and without an error, on a unix socket.
      {"tcp_user_timeout", milliseconds_of(session.limits.unread)},
  };
  // The other limits say more precisely what may take how long.
  if (server_version >= first_version_with_transaction_timeout) settings.push_back({"transaction_timeout", "0"});
  for (const auto& [name, value] : fixed_settings) settings.push_back({name, value});
  if (session.plans == Plans::by_index) {
    for (const auto& [name, value] : plans_by_index) settings.push_back({name, value});
  }
  return settings;
}

std::string session_sql(const Session& session, int server_version) {
  std::string sql = raise_synchronous_commit;
  for (const auto& [name, value] : session_settings(session, server_version)) {
    sql += fmt::format(", pg_catalog.set_config('{}', {}, false)", name, quoted_literal(value));
  }
  return sql;
}

}  // namespace ledger
