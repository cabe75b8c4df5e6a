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

/// Says what the format is. A file of another one is not used, and the topic is read from its beginning.
constexpr std::string_view first_word = "ledger-ads-2";
constexpr std::string_view last_word = "end";
/// In the place of a mark's offset, where there is no mark.
constexpr std::int64_t no_mark = -1;

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
  for (std::size_t partition = 0; partition < state.offsets.size(); ++partition) {
    const auto mark = state.marks[partition].value_or(RecordMark{.offset = no_mark, .hash = 0});
    text += fmt::format("{} {} {}\n", state.offsets[partition], mark.offset, mark.hash);
  }
  for (const auto& [account, entry] : state.accounts.entries()) {
    text += fmt::format("{} {} {} {}\n", account.value, entry.age.epoch, entry.age.version.value,
                        entry.ads_may_run ? 1 : 0);
  }
  return text.append(last_word).append("\n");
}

void read_partition(std::istream& file, SavedState& state) {
  std::int64_t offset = 0;
  RecordMark mark;
  if (!(file >> offset >> mark.offset >> mark.hash)) return;
  state.offsets.push_back(offset);
  state.marks.push_back(mark.offset == no_mark ? std::nullopt : std::optional(mark));
}

void read_account(std::istream& file, AdAccounts& accounts) {
  std::int64_t account = 0;
  AdAccounts::Entry entry;
  if (!(file >> account >> entry.age.epoch >> entry.age.version.value >> entry.ads_may_run)) return;
  accounts.restore(AccountId(account), entry);
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
  while (file && state.offsets.size() < partitions) read_partition(file, state);
  while (file && state.accounts.entries().size() < accounts) read_account(file, state.accounts);
  if (!(file >> word) || word != last_word) return std::nullopt;
  return state;
}

}  // namespace ledger::example
