// Anchors as people and files write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/domain/anchor.hpp"

namespace ledger {

/// "0:123:9f86…", the hash in 64 lower-case hexadecimal digits.
std::string to_string(const Anchor& anchor);

/// Reads JOURNAL:POSITION:HASH, or POSITION:HASH for journal 0; nothing for anything else.
std::optional<Anchor> parse_anchor(std::string_view text);

/// A line of a file that is no anchor.
struct WrongAnchorLine {
  /// The line's number, from 1 on.
  int number = 0;
  std::string text;
};

/// Reads an anchor a line. Empty lines, lines that begin with '#' and spaces around an anchor are passed over.
std::variant<std::vector<Anchor>, WrongAnchorLine> parse_anchors(std::string_view file);

}  // namespace ledger
