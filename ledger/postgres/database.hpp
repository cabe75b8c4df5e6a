// Sessions that libpqxx speaks on. Whatever differs between libpqxx 6 (Debian 12) and 7 (Debian 13) stands here.
#pragma once

#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <pqxx/pqxx>
#include <span>
#include <string>
#include <vector>

#include "ledger/postgres/session.hpp"

namespace ledger {

#if PQXX_VERSION_MAJOR < 7
using DatabaseSessionBase = pqxx::connection_base;
#else
using DatabaseSessionBase = pqxx::connection;
#endif

/// A session that was begun elsewhere and is libpqxx's from now on. It never reconnects by itself: after its first
/// pqxx::failure that is not an SQL error, throw it away. All transactions of libpqxx take it.
class DatabaseSession final : public DatabaseSessionBase {
 public:
  /// Takes over `begun`, a PGconn.
  explicit DatabaseSession(pqxx::internal::pq::PGconn* begun);
  ~DatabaseSession();
  DatabaseSession(const DatabaseSession&) = delete;
  DatabaseSession& operator=(const DatabaseSession&) = delete;

  /// Returns the name under which the session has prepared the statement, which it does when first asked.
  const std::string& prepared_name(const std::string& sql);

 private:
  /// The statements that were prepared, and their names.
  std::map<std::string, std::string> prepared_;

#if PQXX_VERSION_MAJOR < 7
  class Begun final : public pqxx::connectionpolicy {
   public:
    explicit Begun(handle begun) : pqxx::connectionpolicy(""), begun_(begun) {}
    handle do_startconnect(handle) override { return begun_; }
    handle do_completeconnect(handle) override { return begun_; }
    bool is_ready(handle) const noexcept override { return true; }

   private:
    handle begun_;
  };

  Begun begun_;
#endif
};

/// Begins a session. Throws pqxx::broken_connection if there is none to be had within the session's limits, or if a
/// pooler between would share it with other clients.
std::unique_ptr<DatabaseSession> connect(const DatabaseSettings& settings, const Session& session);

/// Returns the SQLSTATE (PostgreSQL manual, appendix A) of what libpqxx threw; empty if the server did not answer with
/// an error. Not `sqlstate()`: libpqxx 6 has exceptions of its own for some errors, which have none or are no
/// sql_error.
std::string sqlstate_of(const std::exception& error);

/// Sees the database as it is at its first statement, and changes nothing.
#if PQXX_VERSION_MAJOR < 7
using SnapshotTransaction = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;
#else
using SnapshotTransaction = pqxx::transaction<pqxx::isolation_level::repeatable_read, pqxx::write_policy::read_only>;
#endif

/// Runs a statement with its parameters, $1 and on.
template <class... Parameters>
pqxx::result execute(pqxx::transaction_base& transaction, const std::string& sql, const Parameters&... parameters) {
#if PQXX_VERSION_MAJOR < 7
  return transaction.exec_params(sql, parameters...);
#else
  return transaction.exec(sql, pqxx::params{parameters...});
#endif
}

/// Does the same with a statement that is executed again and again: it is parsed and planned once a
/// session. After a migration that changed the types of its columns it fails once for each session, with 0A000.
template <class... Parameters>
pqxx::result execute_often(pqxx::transaction_base& transaction, const std::string& sql,
                           const Parameters&... parameters) {
  // No other kind of session is ever made.
  const auto& name = static_cast<DatabaseSession&>(transaction.conn()).prepared_name(sql);
#if PQXX_VERSION_MAJOR < 7
  return transaction.exec_prepared(name, parameters...);
#else
  return transaction.exec(pqxx::prepped{name}, pqxx::params{parameters...});
#endif
}

/// The one row that a statement answers with. Throws pqxx::unexpected_rows if it is not one.
template <class... Parameters>
pqxx::row execute_for_row(pqxx::transaction_base& transaction, const std::string& sql,
                          const Parameters&... parameters) {
  const auto rows = execute(transaction, sql, parameters...);
  if (rows.size() != 1) throw pqxx::unexpected_rows("a statement that answers with one row gave another number");
  return rows[0];
}

/// The bytes of a bytea; none for a null.
std::vector<std::uint8_t> stored_bytes(const pqxx::field& field);
/// Bytes as the text of a bytea, which a parameter takes.
std::string bytea_text(std::span<const std::uint8_t> bytes);

}  // namespace ledger
