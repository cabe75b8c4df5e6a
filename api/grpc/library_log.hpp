// Turns the lines that gRPC and protobuf would write to standard error into lines of our own log, which hold nothing
// that a client has sent.
#pragma once

namespace ledger::api {

/// Takes the libraries' messages over, for the whole program and for good. A message may quote what a client has sent,
/// so only the place in the library's source that wrote it is logged, as a warning if the library calls it an error,
/// and each place at most once a minute. To be called before the first server is built.
void take_over_library_logs();

/// While one lives, messages of this thread are logged with their text: to be used where the text cannot be a client's,
/// and says why an address cannot be had, for example. Not more than one at a time.
class LibraryTexts {
 public:
  LibraryTexts();
  ~LibraryTexts();
  LibraryTexts(const LibraryTexts&) = delete;
  LibraryTexts& operator=(const LibraryTexts&) = delete;
};

}  // namespace ledger::api
