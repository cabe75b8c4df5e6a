#include "ledger/postgres/database.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ledger/postgres/postgres.hpp"

namespace ledger {

#if PQXX_VERSION_MAJOR < 7
DatabaseSession::DatabaseSession(pqxx::internal::pq::PGconn* begun) : pqxx::connection_base(begun_), begun_(begun) {
  init();
  // libpqxx 6 would otherwise reconnect in silence, on a new backend without this session's state.
  // Deprecated only because version 7 never reconnects.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  inhibit_reactivation(true);
#pragma GCC diagnostic pop
  // Details quote rows, and rows may hold personal data, which has no place in a log.
  set_verbosity(pqxx::connection_base::terse);
}
#else
DatabaseSession::DatabaseSession(pqxx::internal::pq::PGconn* begun)
    : pqxx::connection(pqxx::connection::seize_raw_connection(begun)) {
  // Details quote rows, and rows may hold personal data, which has no place in a log.
  set_verbosity(pqxx::error_verbosity::terse);
}
#endif

DatabaseSession::~DatabaseSession() { close(); }

const std::string& DatabaseSession::prepared_name(const std::string& sql) {
  const auto known = prepared_.find(sql);
  if (known != prepared_.end()) return known->second;
  auto name = fmt::format("often_{}", prepared_.size());
  prepare(name, sql);
  return prepared_.emplace(sql, std::move(name)).first->second;
}

namespace {

template <class Kind>
bool is_a(const std::exception& error) {
  return dynamic_cast<const Kind*>(&error) != nullptr;
}

}  // namespace

std::string sqlstate_of(const std::exception& error) {
  if (is_a<pqxx::insufficient_privilege>(error)) return "42501";
  if (is_a<pqxx::too_many_connections>(error)) return "53300";
  if (is_a<pqxx::serialization_failure>(error)) return "40001";
  if (is_a<pqxx::statement_completion_unknown>(error)) return "40003";
  if (is_a<pqxx::deadlock_detected>(error)) return "40P01";
  if (is_a<pqxx::transaction_rollback>(error)) return "40000";
  const auto* refused = dynamic_cast<const pqxx::sql_error*>(&error);
  return refused == nullptr ? std::string() : refused->sqlstate();
}

std::unique_ptr<DatabaseSession> connect(const DatabaseSettings& settings, const Session& session) {
  try {
    return std::make_unique<DatabaseSession>(PostgresConnection(settings, session).release());
  } catch (const ConnectionLost& lost) {
    throw pqxx::broken_connection(lost.what());
  } catch (const StatementFailed& refused) {
    throw pqxx::broken_connection(refused.what());
  }
}

std::vector<std::uint8_t> stored_bytes(const pqxx::field& field) {
  if (field.is_null()) return {};
  std::size_t size = 0;
  const std::unique_ptr<unsigned char, decltype(&PQfreemem)> bytes(
      PQunescapeBytea(reinterpret_cast<const unsigned char*>(field.c_str()), &size), &PQfreemem);
  if (bytes == nullptr) throw std::bad_alloc();
  return {bytes.get(), bytes.get() + size};
}

std::string bytea_text(std::span<const std::uint8_t> bytes) { return fmt::format("\\x{:02x}", fmt::join(bytes, "")); }

}  // namespace ledger
