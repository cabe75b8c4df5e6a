#include "tests/support/api/nginx.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/support/api/http_client.hpp"
#include "tests/support/loopback.hpp"

namespace ledger::test {
namespace {

/// The least settings with which nginx runs beside others, without the rights of root.
constexpr const char* configuration = R"(
daemon off;
worker_processes 1;
pid {0}/pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path {0}/body;
  proxy_temp_path {0}/proxy;
  fastcgi_temp_path {0}/fastcgi;
  uwsgi_temp_path {0}/uwsgi;
  scgi_temp_path {0}/scgi;
  server {{
    listen 127.0.0.1:{1};
    location / {{ proxy_pass {2}; }}
  }}
}}
)";

std::string new_folder() {
  std::string folder = std::filesystem::temp_directory_path() / "ledger-nginx-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no folder for nginx");
  return folder;
}

std::uint16_t free_port() {
  return LoopbackListener([](const Socket& /*client*/) {}).port();
}

bool is_answering(const std::string& url) {
  try {
    return HttpClient(url).get("/livez").status == 200;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

Nginx::Nginx(const std::string& url) : folder_(new_folder()), port_(free_port()) {
  const auto file = folder_ + "/nginx.conf";
  std::ofstream(file) << fmt::format(configuration, folder_, port_, url);
  process_.emplace("/usr/sbin/nginx", std::vector<std::string>{"-p", folder_, "-c", file, "-e", "stderr"},
                   Process::Environment{});
  if (!eventually([&] { return is_answering(this->url()); })) {
    throw std::runtime_error("nginx does not answer; log:\n" + process_->log());
  }
}

Nginx::~Nginx() {
  // Told to stop, it ends its worker as well.
  process_->send_signal(SIGTERM);
  eventually([this] { return process_->has_ended(); });
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Nginx::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

}  // namespace ledger::test
