// Indexes of large tables, built and dropped while everything else goes on.
#pragma once

#include "ledger/ctl/migration_statements.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/postgres/lock_patience.hpp"

namespace ledger {

/// Applies index statements, each until it is done, whatever interrupted an earlier try.
class ConcurrentIndexes {
 public:
  /// `attempts` are those of the session of `connection`; both must outlive this.
  ConcurrentIndexes(DatabaseSession& connection, PatientAttempts& attempts);

  /// Does nothing if the index is there, valid, or for a drop if it is gone. One that an interrupted build has left
  /// INVALID is dropped and built again. Waits for all transactions that may not know of the index, however long they
  /// take; they do not wait for it. Throws pqxx::sql_error for what no patience mends, such as two rows alike under a
  /// unique index, which is not left behind then.
  void apply(const IndexStatement& statement);

 private:
  enum class Found { nothing, invalid, valid };
  std::string lock_timeout();
  void set_lock_timeout(const std::string& value);
  Found look_for(const std::string& index);
  void run(const std::string& what, const std::string& sql);
  void build(const IndexStatement& statement);
  void drop(const std::string& index);

  DatabaseSession& connection_;
  PatientAttempts& attempts_;
};

}  // namespace ledger
