// Sessions that libpqxx speaks on. Whatever differs between libpqxx 6 and 7 stands here.
#pragma once

#include <memory>
#include <pqxx/pqxx>
#include <string>

#include "ledger/postgres/session.hpp"

namespace ledger {

/// A session that was begun elsewhere and is libpqxx's from now on. It never reconnects by itself: after its first
/// pqxx::failure that is not an SQL error, throw it away. All transactions of libpqxx take it.
class DatabaseSession final : public pqxx::connection_base {
 public:
  /// Takes over `begun`, a PGconn.
  explicit DatabaseSession(pqxx::internal::pq::PGconn* begun);
  ~DatabaseSession();
  DatabaseSession(const DatabaseSession&) = delete;
  DatabaseSession& operator=(const DatabaseSession&) = delete;

 private:
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
};

/// Begins a session. Throws pqxx::broken_connection if there is none to be had within the session's limits, or if a
/// pooler between would share it with other clients.
std::unique_ptr<DatabaseSession> connect(const DatabaseSettings& settings, const Session& session);

}  // namespace ledger
