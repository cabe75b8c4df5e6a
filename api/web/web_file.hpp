// The files that this program serves as they are: documentation pages and the documents they show, part of the binary.
#pragma once

#include <span>
#include <string_view>

namespace ledger::api {

/// Everything in it lives as long as the program.
struct WebFile {
  /// The path that serves it: "/docs/page.js".
  std::string_view path;
  /// Value of Content-Type.
  std::string_view content_type;
  /// Hexadecimal digits that change with its bytes, for ETag.
  std::string_view digest;
  std::string_view bytes;
  /// The same, gzipped; empty where that saves little.
  std::string_view gzipped;
};

/// All of them, sorted by path.
std::span<const WebFile> web_files();

/// The file with exactly this path; null if there is none.
const WebFile* find_web_file(std::string_view path);

}  // namespace ledger::api
