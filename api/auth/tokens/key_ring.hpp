// The keys as they are now: read at the start and again from time to time.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "api/auth/tokens/key_set.hpp"
#include "ledger/process/file_stamp.hpp"

namespace ledger::api {

/// The sources of the keys. File and URL may be combined, and the ledger's own key may be the only one.
struct KeyPlaces {
  /// The issuer of the tokens that keys from file and URL sign.
  std::string issuer;
  /// A JWK Set.
  std::string file;
  /// Answers with a JWK Set.
  std::string url;
  /// The interval between two readings, at least a second.
  std::chrono::seconds refresh_interval{300};
  /// The maximum duration of a fetch from the URL.
  std::chrono::milliseconds fetch_deadline{2'000};
};

/// The ledger's own keys, which sign the tokens of its login.
struct OwnKeyPlace {
  /// The issuer of these tokens.
  std::string issuer;
  /// Private keys in PEM: the first signs, and the tokens of all are believed. None without it.
  std::string file;
};

/// The set of one moment. `generation` grows with every reading.
struct KeysNow {
  std::shared_ptr<const KeySet> keys;
  std::uint64_t generation = 0;
  /// True while the URL's keys have not been fetched yet: an unknown key may turn out to be one of them.
  bool incomplete = false;
};

/// Reads a file again within about a second of its change. Keeps what it has when a reading fails; keys of a URL that
/// has not answered for a day are dropped. For any thread.
class KeyRing {
 public:
  /// Reads the files at once, and throws std::runtime_error if that fails. The URL is read by a thread of the ring:
  /// that it does not answer keeps nobody from starting.
  KeyRing(KeyPlaces places, OwnKeyPlace own);
  ~KeyRing();
  KeyRing(const KeyRing&) = delete;
  KeyRing& operator=(const KeyRing&) = delete;

  [[nodiscard]] KeysNow now() const;
  /// Returns the key that signs the ledger's own tokens now; null if it has none.
  [[nodiscard]] std::shared_ptr<const Key> signing_key() const;
  /// Has the keys read again soon, though not more than once in ten seconds: a token named one that is not known.
  void want_refresh();

 private:
  using Clock = std::chrono::steady_clock;

  void run();
  /// Waits until the keys should be read again. Returns false if the ring is stopping.
  bool wait_until_due(Clock::time_point last);
  /// Returns true if one of the files has another content than was read last.
  [[nodiscard]] bool are_files_changed() const;
  void refresh();
  void read_own();
  void read_file();
  void read_url();
  void publish();

  const KeyPlaces places_;
  const OwnKeyPlace own_place_;
  FileStamp own_stamp_;
  FileStamp file_stamp_;
  std::shared_ptr<const Key> own_signing_;
  KeySet own_;
  KeySet from_file_;
  KeySet from_url_;
  std::optional<Clock::time_point> url_read_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  KeysNow now_;
  std::shared_ptr<const Key> signing_;
  bool refresh_wanted_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace ledger::api
