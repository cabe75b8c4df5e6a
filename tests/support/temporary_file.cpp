#include "tests/support/temporary_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace ledger::test {
namespace {

/// A new file with this content; its path.
std::string made_file(const std::string& content) {
  std::string path = (std::filesystem::temp_directory_path() / "ledger-test-XXXXXX").string();
  const int file = mkstemp(path.data());
  if (file < 0) throw std::system_error(errno, std::generic_category(), path);
  const auto written = write(file, content.data(), content.size());
  close(file);
  if (written != static_cast<ssize_t>(content.size())) throw std::runtime_error("not written: " + path);
  return path;
}

}  // namespace

TemporaryFile::TemporaryFile(const std::string& content) : path_(made_file(content)) {}

TemporaryFile::~TemporaryFile() { std::remove(path_.c_str()); }

void TemporaryFile::replace(const std::string& content) const { std::filesystem::rename(made_file(content), path_); }

}  // namespace ledger::test
