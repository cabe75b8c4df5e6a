// A file for as long as a test needs it.
#pragma once

#include <string>

namespace ledger::test {

/// Made with this content, readable by its owner only, and removed at the end of its life.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Puts another content in its place, all at once.
  void replace(const std::string& content) const;

 private:
  std::string path_;
};

}  // namespace ledger::test
