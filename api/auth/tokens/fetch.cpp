#include "api/auth/tokens/fetch.hpp"

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <stdexcept>

#include "api/auth/tokens/loopback.hpp"

namespace ledger::api {
namespace {

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using CurlHandle = std::unique_ptr<CURL, CurlDeleter>;

constexpr long status_ok = 200;
constexpr std::string_view plain = "http://";

struct Received {
  std::string text;
  std::size_t bytes_max = 0;
};

/// Called by libcurl; taking less than it offers ends the transfer.
std::size_t take(const char* bytes, std::size_t size, std::size_t count, void* context) {
  auto& received = *static_cast<Received*>(context);
  const std::size_t offered = size * count;
  if (received.text.size() + offered > received.bytes_max) return 0;
  received.text.append(bytes, offered);
  return offered;
}

CurlHandle make_handle() {
  static std::once_flag initialised;
  std::call_once(initialised, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  CurlHandle handle(curl_easy_init());
  if (!handle) throw std::bad_alloc();
  return handle;
}

}  // namespace

bool is_safe_url(const std::string& url) {
  if (url.starts_with("https://")) return true;
  if (!url.starts_with(plain)) return false;
  auto host = std::string_view(url).substr(plain.size());
  host = host.substr(0, host.find_first_of("/?#"));
  // "http://127.0.0.1:1@elsewhere/" is elsewhere.
  if (host.find('@') != std::string_view::npos) return false;
  const auto colon = host.rfind(':');
  const bool has_port = colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
  if (has_port) host = host.substr(0, colon);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return is_loopback(std::string(host));
}

std::string fetch(const std::string& url, std::chrono::milliseconds deadline, std::size_t bytes_max) {
  const auto handle = make_handle();
  Received received{.text = {}, .bytes_max = bytes_max};
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
  // Plain text stays on this machine, whatever proxy the environment names; behind https a proxy sees nothing.
  if (url.starts_with(plain)) curl_easy_setopt(handle.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(deadline.count()));
  // Timeouts without signals, which would be another thread's.
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &received);
  const auto result = curl_easy_perform(handle.get());
  if (result == CURLE_WRITE_ERROR)
    throw std::runtime_error(url + ": more than " + std::to_string(bytes_max) + " bytes");
  if (result != CURLE_OK) throw std::runtime_error(url + ": " + curl_easy_strerror(result));
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != status_ok) throw std::runtime_error(url + " answers with status " + std::to_string(status));
  return std::move(received.text);
}

}  // namespace ledger::api
