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

KeyRing::KeyRing(KeyPlaces places, std::optional<TrustedKey> own) : places_(std::move(places)) {
  if (own) own_.emplace(own->key->id(), *own);
  if (!places_.file.empty()) read_file();
  publish();
  if (!places_.file.empty() || !places_.url.empty()) thread_ = std::thread([this] { run(); });
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
  for (;;) {
    const bool complete = places_.url.empty() || url_read_;
    const auto interval = complete ? places_.refresh_interval : std::min(first_interval, places_.refresh_interval);
    std::unique_lock lock(mutex_);
    const auto is_due = [&] { return stopping_ || (refresh_wanted_ && Clock::now() >= last + wanted_interval_min); };
    const auto due = Clock::now() + interval;
    while (!is_due() && Clock::now() < due) {
      changed_.wait_until(lock, refresh_wanted_ ? std::min(due, last + wanted_interval_min) : due);
    }
    if (stopping_) return;
    refresh_wanted_ = false;
    lock.unlock();
    last = Clock::now();
    refresh();
  }
}

void KeyRing::refresh() {
  const auto try_to = [](auto read) {
    try {
      read();
    } catch (const std::exception& error) {
      spdlog::warn("the keys of tokens could not be read again: {}", error.what());
    }
  };
  if (!places_.file.empty()) try_to([this] { read_file(); });
  if (!places_.url.empty()) try_to([this] { read_url(); });
  const bool is_stale = url_read_ && Clock::now() - *url_read_ > url_keys_age_max;
  if (is_stale && !from_url_.empty()) {
    spdlog::error("{} has not answered for a day: its keys are not trusted any more", places_.url);
    from_url_.clear();
  }
  publish();
}

void KeyRing::read_file() { from_file_ = keys_in(content_of(places_.file), places_, KeySource::file, places_.file); }

void KeyRing::read_url() {
  from_url_ =
      keys_in(fetch(places_.url, places_.fetch_deadline, key_set_bytes_max), places_, KeySource::url, places_.url);
  url_read_ = Clock::now();
}

void KeyRing::publish() {
  // The first of several keys with one id counts, so no other key can replace the ledger's own.
  auto keys = std::make_shared<KeySet>(own_);
  for (const auto* others : {&from_file_, &from_url_}) keys->insert(others->begin(), others->end());
  const std::lock_guard lock(mutex_);
  now_ = {.keys = std::move(keys),
          .generation = now_.generation + 1,
          .incomplete = !places_.url.empty() && from_url_.empty()};
}

}  // namespace ledger::api
