// Obstacles keep a program from its work: named causes that any part of it may note, for /readyz and for operators.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace ledger {

/// One cause, under a stable name.
struct Obstacle {
  /// The work that an obstacle stops.
  enum class Stops {
    some_writes,  ///< such as those for one account; all others go on
    writes,
    everything,
  };

  /// "journal_behind": operators and their alerts may rely on it.
  std::string code;
  /// For people: what is wrong and what ends it. Public, so without addresses, names or texts of the database.
  std::string detail;
  Stops stops = Stops::writes;
};

/// The code for a database that does not answer.
constexpr const char* database_away_code = "database_away";

/// "some_writes", "writes" or "everything".
std::string_view name_of(Obstacle::Stops stops);

/// The causes that stand at the moment. For any thread.
class Obstacles {
 public:
  /// Notes what `source`, a part of the program, has met. Replaces what the same source noted under the same code.
  void note(const std::string& source, Obstacle obstacle);
  /// Takes back what `source` noted under `code`, if it did.
  void clear(const std::string& source, const std::string& code);

  /// All of them by code, each text once.
  [[nodiscard]] std::vector<Obstacle> all() const;

 private:
  mutable std::mutex mutex_;
  /// The obstacles by code and source.
  std::map<std::pair<std::string, std::string>, Obstacle> noted_;
};

}  // namespace ledger
