#include "outbox/example/saved_state.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace ledger::example {
namespace {

constexpr std::string_view first_word = "ledger-ads-1";
constexpr std::string_view last_word = "end";

[[noreturn]] void throw_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// A file or folder, opened to be written to the disk.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : path_(path), number_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (number_ < 0) throw_errno(path);
  }
  ~Descriptor() { close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(std::string_view text) const {
    while (!text.empty()) {
      const auto written = ::write(number_, text.data(), text.size());
      if (written < 0) throw_errno(path_);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() const {
    if (fsync(number_) != 0) throw_errno(path_);
  }

 private:
  std::string path_;
  int number_;
};

std::string text_of(const SavedState& state) {
  auto text = fmt::format("{} {} {} {} {}\n", first_word, state.cluster_id, state.topic, state.offsets.size(),
                          state.accounts.entries().size());
  for (const auto offset : state.offsets) text += fmt::format("{}\n", offset);
  for (const auto& [account, entry] : state.accounts.entries()) {
    text += fmt::format("{} {} {} {}\n", account.value, entry.age.version.value,
                        microseconds_since_epoch(entry.age.recorded), entry.ads_may_run ? 1 : 0);
  }
  return text.append(last_word).append("\n");
}

void read_account(std::istream& file, AdAccounts& accounts) {
  std::int64_t account = 0;
  std::int64_t version = 0;
  std::int64_t recorded_us = 0;
  bool ads_may_run = false;
  if (!(file >> account >> version >> recorded_us >> ads_may_run)) return;
  accounts.restore(AccountId(account),
                   {.age = {.recorded = moment_from_microseconds(recorded_us), .version = Version(version)},
                    .ads_may_run = ads_may_run});
}

}  // namespace

void save(const SavedState& state, const std::string& path) {
  const auto next = path + ".next";
  {
    const Descriptor file(next, O_WRONLY | O_CREAT | O_TRUNC);
    file.write(text_of(state));
    file.sync();
  }
  if (rename(next.c_str(), path.c_str()) != 0) throw_errno(path);
  const auto folder = std::filesystem::absolute(path).parent_path();
  Descriptor(folder, O_RDONLY | O_DIRECTORY).sync();
}

std::optional<SavedState> load(const std::string& path) {
  std::ifstream file(path);
  std::string word;
  SavedState state;
  std::size_t partitions = 0;
  std::size_t accounts = 0;
  if (!(file >> word >> state.cluster_id >> state.topic >> partitions >> accounts) || word != first_word) {
    return std::nullopt;
  }
  for (std::int64_t offset = 0; state.offsets.size() < partitions && file >> offset;) state.offsets.push_back(offset);
  while (file && state.accounts.entries().size() < accounts) read_account(file, state.accounts);
  if (!(file >> word) || word != last_word) return std::nullopt;
  return state;
}

}  // namespace ledger::example
