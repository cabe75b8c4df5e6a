#include "ledger/ctl/migration_statements.hpp"

#include <algorithm>
#include <regex>
#include <stdexcept>

namespace ledger {
namespace {

/// Without what follows "--" on a line. Names of indexes and texts of indexes hold neither that nor a semicolon.
std::string without_comments(std::string_view sql) {
  std::string rest;
  while (!sql.empty()) {
    const auto line = sql.substr(0, sql.find('\n'));
    sql.remove_prefix(std::min(line.size() + 1, sql.size()));
    rest.append(line.substr(0, line.find("--"))).append("\n");
  }
  return rest;
}

std::string trimmed(const std::string& text) {
  constexpr const char* blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

IndexStatement parsed(const std::string& sql) {
  static const std::regex create(R"(create\s+(?:unique\s+)?index\s+concurrently\s+([a-z_][a-z0-9_]*)\s+on\s[^]*)",
                                 std::regex::icase);
  static const std::regex drop(R"(drop\s+index\s+concurrently\s+if\s+exists\s+([a-z_][a-z0-9_]*))", std::regex::icase);
  std::smatch match;
  if (std::regex_match(sql, match, create)) return {IndexStatement::Kind::create, match[1], sql};
  if (std::regex_match(sql, match, drop)) return {IndexStatement::Kind::drop, match[1], sql};
  throw std::runtime_error(
      "a migration outside a transaction has only statements of the forms `create [unique] index concurrently NAME on "
      "...` and `drop index concurrently if exists NAME`, not: " +
      sql);
}

}  // namespace

bool is_concurrent(std::string_view sql) { return sql.substr(0, sql.find('\n')) == concurrent_mark; }

std::vector<IndexStatement> index_statements(std::string_view sql) {
  const std::string text = without_comments(sql);
  std::vector<IndexStatement> statements;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(';', begin), text.size());
    const auto statement = trimmed(text.substr(begin, end - begin));
    if (!statement.empty()) statements.push_back(parsed(statement));
    begin = end + 1;
  }
  if (statements.empty()) throw std::runtime_error("a migration outside a transaction has no statements");
  return statements;
}

}  // namespace ledger
