#include "ledger/ctl/views/http_get.hpp"

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <stdexcept>

namespace ledger {
namespace {

constexpr std::size_t body_bytes_max = 4'194'304;

struct CurlCleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using CurlHandle = std::unique_ptr<CURL, CurlCleanup>;

CurlHandle make_curl() {
  static std::once_flag initialised;
  std::call_once(initialised, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  CurlHandle handle(curl_easy_init());
  if (!handle) throw std::bad_alloc();
  return handle;
}

/// Called by libcurl; taking less than it offers ends the transfer.
std::size_t take_body(const char* bytes, std::size_t size, std::size_t count, void* context) {
  auto& body = *static_cast<std::string*>(context);
  const std::size_t offered = size * count;
  if (body.size() + offered > body_bytes_max) return 0;
  body.append(bytes, offered);
  return offered;
}

}  // namespace

HttpAnswer http_get(const std::string& url, std::chrono::milliseconds deadline) {
  const auto handle = make_curl();
  HttpAnswer answer;
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(deadline.count()));
  // Timeouts without signals.
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &take_body);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer.body);
  const auto result = curl_easy_perform(handle.get());
  if (result == CURLE_WRITE_ERROR) throw std::runtime_error(url + ": the answer is too large");
  if (result != CURLE_OK) throw std::runtime_error(url + ": " + curl_easy_strerror(result));
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace ledger
