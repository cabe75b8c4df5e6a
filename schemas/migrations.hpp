// The numbered SQL files of schemas/sql, built into the program.
#pragma once

#include <string_view>
#include <vector>

namespace ledger {

/// One file: its name without ".sql", which begins with its number, and its text.
struct Migration {
  std::string_view name;
  std::string_view sql;
};

/// All of them, in the order in which they are applied.
const std::vector<Migration>& migrations();

}  // namespace ledger
