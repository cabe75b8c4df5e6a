// Migrations that must run outside a transaction: what their files may say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// The first line of such a file. Every other migration is one transaction.
constexpr std::string_view concurrent_mark = "-- migrate: outside a transaction";

/// Returns true if the text of a migration begins with the mark.
bool is_concurrent(std::string_view sql);

/// `create [unique] index concurrently NAME on …` or `drop index concurrently if exists NAME`.
struct IndexStatement {
  enum class Kind { create, drop };
  Kind kind = Kind::create;
  std::string index;
  std::string sql;
};

/// The statements of a file that is_concurrent(), in order, without comments. Each of them can be repeated after a
/// crash. Throws std::runtime_error for any other statement, as half of it might be done twice, and for a file without
/// any.
std::vector<IndexStatement> index_statements(std::string_view sql);

}  // namespace ledger
