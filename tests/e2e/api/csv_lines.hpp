// CSV files, taken apart into their lines.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ledger::test {

/// The lines of a file, or one member of each item of a list.
using Texts = std::vector<std::string>;

/// Returns the lines without their ends, which are CR LF.
inline Texts lines_of(const std::string& text) {
  Texts lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find("\r\n", begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 2;
  }
  return lines;
}

}  // namespace ledger::test
