#include "api/auth/tokens/key_ring.hpp"

#include <spdlog/spdlog.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "api/auth/tokens/fetch.hpp"

namespace ledger::api {
namespace {

/// Anybody can send tokens that name unknown keys; the issuer should not hear of each.
constexpr std::chrono::seconds wanted_interval_min{10};
/// While the URL has never answered it is asked more often.
constexpr std::chrono::seconds first_interval{2};
/// Looking at a file costs microseconds.
constexpr std::chrono::seconds file_look_interval{1};
constexpr std::chrono::hours url_keys_age_max{24};

std::string content_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error(file + " cannot be read");
  std::string text(key_set_bytes_max + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

KeySet keys_in(std::string_view text, const KeyPlaces& places, KeySource source, const std::string& place) {
  std::vector<std::string> skipped;
  try {
    auto keys = parse_key_set(text, places.issuer, source, skipped);
    for (const auto& line : skipped) spdlog::warn("{}: {}", place, line);
    return keys;
  } catch (const std::runtime_error& error) {
    for (const auto& line : skipped) spdlog::warn("{}: {}", place, line);
    throw std::runtime_error(place + ": " + error.what());
  }
}

}  // namespace

KeyRing::KeyRing(KeyPlaces places, OwnKeyPlace own) : places_(std::move(places)), own_place_(std::move(own)) {
  if (!own_place_.file.empty()) read_own();
  if (!places_.file.empty()) read_file();
  publish();
  if (!own_place_.file.empty() || !places_.file.empty() || !places_.url.empty()) {
    thread_ = std::thread([this] { run(); });
  }
}

KeyRing::~KeyRing() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

KeysNow KeyRing::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

std::shared_ptr<const Key> KeyRing::signing_key() const {
  const std::lock_guard lock(mutex_);
  return signing_;
}

void KeyRing::want_refresh() {
  {
    const std::lock_guard lock(mutex_);
    if (refresh_wanted_) return;
    refresh_wanted_ = true;
  }
  changed_.notify_all();
}

void KeyRing::run() {
  auto last = Clock::now() - wanted_interval_min;
  if (!places_.url.empty()) refresh();
  while (wait_until_due(last)) {
    last = Clock::now();
    refresh();
  }
}

bool KeyRing::wait_until_due(Clock::time_point last) {
  const bool complete = places_.url.empty() || url_read_;
  const auto interval = complete ? places_.refresh_interval : std::min(first_interval, places_.refresh_interval);
  const bool has_files = !own_place_.file.empty() || !places_.file.empty();
  const auto due = Clock::now() + interval;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      const auto wanted_at = refresh_wanted_ ? last + wanted_interval_min : due;
      auto look_again = std::min(due, wanted_at);
      if (has_files) look_again = std::min<Clock::time_point>(look_again, Clock::now() + file_look_interval);
      if (!stopping_) changed_.wait_until(lock, look_again);
      if (stopping_) return false;
      const auto now = Clock::now();
      if (now >= due || (refresh_wanted_ && now >= last + wanted_interval_min)) {
        refresh_wanted_ = false;
        return true;
      }
    }
    if (are_files_changed()) return true;
  }
}

bool KeyRing::are_files_changed() const {
  const auto is_changed = [](const std::string& file, const FileStamp& read) {
    return !file.empty() && stamp_of(file) != read;
  };
  return is_changed(own_place_.file, own_stamp_) || is_changed(places_.file, file_stamp_);
}

void KeyRing::refresh() {
  const auto try_to = [](auto read) {
    try {
      read();
    } catch (const std::exception& error) {
      spdlog::warn("the keys of tokens could not be read again: {}", error.what());
    }
  };
  if (!own_place_.file.empty()) try_to([this] { read_own(); });
  if (!places_.file.empty()) try_to([this] { read_file(); });
  if (!places_.url.empty()) try_to([this] { read_url(); });
  const bool is_stale = url_read_ && Clock::now() - *url_read_ > url_keys_age_max;
  if (is_stale && !from_url_.empty()) {
    spdlog::error("{} has not answered for a day: its keys are not trusted any more", places_.url);
    from_url_.clear();
  }
  publish();
}

void KeyRing::read_own() {
  own_stamp_ = stamp_of(own_place_.file);
  KeySet keys;
  std::shared_ptr<const Key> first;
  for (auto& read : read_private_keys(own_place_.file)) {
    const auto key = std::make_shared<const Key>(std::move(read));
    if (!first) first = key;
    keys.emplace(key->id(), TrustedKey{key, own_place_.issuer});
  }
  own_ = std::move(keys);
  own_signing_ = std::move(first);
}

void KeyRing::read_file() {
  file_stamp_ = stamp_of(places_.file);
  from_file_ = keys_in(content_of(places_.file), places_, KeySource::file, places_.file);
}

void KeyRing::read_url() {
  from_url_ =
      keys_in(fetch(places_.url, places_.fetch_deadline, key_set_bytes_max), places_, KeySource::url, places_.url);
  url_read_ = Clock::now();
}

void KeyRing::publish() {
  // The first of several keys with one id counts, so no other key can replace one of the ledger's own.
  auto keys = std::make_shared<KeySet>(own_);
  for (const auto* others : {&from_file_, &from_url_}) keys->insert(others->begin(), others->end());
  const std::lock_guard lock(mutex_);
  signing_ = own_signing_;
  now_ = {.keys = std::move(keys),
          .generation = now_.generation + 1,
          .incomplete = !places_.url.empty() && from_url_.empty()};
}

}  // namespace ledger::api
