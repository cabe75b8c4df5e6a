#include "api/web/web_file.hpp"

#include <algorithm>

namespace ledger::api {

const WebFile* find_web_file(std::string_view path) {
  const auto files = web_files();
  const auto found = std::lower_bound(files.begin(), files.end(), path,
                                      [](const WebFile& file, std::string_view wanted) { return file.path < wanted; });
  return found != files.end() && found->path == path ? &*found : nullptr;
}

}  // namespace ledger::api
