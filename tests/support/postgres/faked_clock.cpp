#include "tests/support/postgres/faked_clock.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace ledger::test {
namespace {

namespace fs = std::filesystem;

/// libfaketime, in the form for programs with several threads.
std::string library_path() {
  for (const auto& entry : fs::directory_iterator("/usr/lib")) {
    const auto path = entry.path() / "faketime/libfaketimeMT.so.1";
    if (fs::exists(path)) return path;
  }
  throw std::runtime_error("libfaketime is not installed");
}

}  // namespace

FakedClock::FakedClock() { set_ahead(std::chrono::milliseconds(0)); }

void FakedClock::set_ahead(std::chrono::milliseconds ahead) const {
  const auto path = folder_.path() + "/time";
  {
    std::ofstream file(path + ".new");
    file << fmt::format("{:+.3f}\n", std::chrono::duration<double>(ahead).count());
  }
  fs::rename(path + ".new", path);
}

Process::Environment FakedClock::environment() const {
  return {{"LD_PRELOAD", library_path()},
          {"FAKETIME_TIMESTAMP_FILE", folder_.path() + "/time"},
          {"FAKETIME_NO_CACHE", "1"},
          {"FAKETIME_DONT_FAKE_MONOTONIC", "1"}};
}

}  // namespace ledger::test
