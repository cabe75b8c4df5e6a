// The use case of an account's statement. Each page is a query of its own, so that many statements take turns, and one
// that its client receives slowly keeps no thread.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/auth/principals/access.hpp"
#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/result.hpp"
#include "api/services/positions/position_wait.hpp"
#include "api/services/reads/statement.hpp"

namespace ledger::api {

/// A statement behind the lines that were read last, and the text that was made of them.
struct StatementPage {
  Statement statement;
  std::string text;
};

/// Makes text of lines. It is called once a page, by the thread that read them: they are many, and an event loop has
/// others to serve. It owns all that it uses.
using WriteLines = std::function<std::string(const Statement& statement, const std::vector<StatementLine>& lines)>;

/// Opens the statement and reads its first lines, `lines_max` at most. Returns nothing if there is no such account, or
/// there was none yet at K; refuses what `caller` may not read. Throws ReadsUnavailable and PositionVoid.
Task<Result<std::optional<StatementPage>, Permission>> open_statement(AppContext& services, const Principal& caller,
                                                                      StatementQuery query, MinimumPosition least,
                                                                      std::size_t lines_max, WriteLines write);
/// Reads the next lines, as `caller`'s turn. Throws ReadsUnavailable.
Task<StatementPage> continue_statement(AppContext& services, std::string caller, Statement statement,
                                       std::size_t lines_max, WriteLines write);

}  // namespace ledger::api
