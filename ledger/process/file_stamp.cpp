#include "ledger/process/file_stamp.hpp"

#include <sys/stat.h>

namespace ledger {

FileStamp stamp_of(const std::string& path) {
  constexpr std::int64_t ns_of_second = 1'000'000'000;
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return {};
  return {.device = about.st_dev,
          .inode = about.st_ino,
          .bytes = about.st_size,
          .changed_ns = about.st_mtim.tv_sec * ns_of_second + about.st_mtim.tv_nsec};
}

}  // namespace ledger
