// Notices that a file has another content, without reading it.
#pragma once

#include <cstdint>
#include <string>

namespace ledger {

/// Holds what the system says of a file. It differs after the file was written or replaced, and after a link on its
/// path leads elsewhere, as when Kubernetes renews a mounted Secret.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t bytes = 0;
  /// The time of the last change, in nanoseconds since 1970.
  std::int64_t changed_ns = 0;

  bool operator==(const FileStamp&) const = default;
};

/// Returns the stamp of the file at `path`; one of zeros if there is none, or none that can be seen. Take it before the
/// file is read: what is written meanwhile is then noticed.
FileStamp stamp_of(const std::string& path);

}  // namespace ledger
