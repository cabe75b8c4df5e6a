// Statements written out, as JSON or CSV, a page at a time.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "api/rest/parameters/read_parameters.hpp"
#include "api/services/reads/statement.hpp"

namespace ledger::api {

/// Calls in this order: begin once, lines any number of times, end once. Each returns the next piece of the text.
class StatementText {
 public:
  StatementText() = default;
  virtual ~StatementText() = default;
  StatementText(const StatementText&) = delete;
  StatementText& operator=(const StatementText&) = delete;

  /// The media type, for Content-Type.
  [[nodiscard]] virtual std::string_view content_type() const = 0;
  /// `is_continued`: what follows goes on behind an earlier page.
  virtual std::string begin(const StatementFrame& frame, const TimeRange& range, bool is_continued) = 0;
  virtual std::string lines(std::span<const StatementLine> lines) = 0;
  /// `next_cursor` where the statement goes on.
  virtual std::string end(const StatementFrame& frame, const std::optional<std::string>& next_cursor) = 0;
};

/// `epochs` must outlive it.
std::unique_ptr<StatementText> statement_json(const EpochBook& epochs);
/// RFC 4180, with a header line. The first row has the opening balance, the last one the turnovers and the closing
/// balance: of several pages the first one's first and the last one's last.
std::unique_ptr<StatementText> statement_csv();

}  // namespace ledger::api
