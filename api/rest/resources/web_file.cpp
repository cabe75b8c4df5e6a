// The documentation, the documents that it and others read, and the console.
#include <algorithm>

#include "api/http/message/problem.hpp"
#include "api/rest/handlers.hpp"
#include "api/web/web_file.hpp"

namespace ledger::api {
namespace {

/// Each piece has the time for an answer, so that a slow client gets a large file too.
constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

/// Forbids inline code, other hosts and framing. Swagger UI's style sheet has its icons as data.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Sends bytes that live as long as the program, without a copy of them for each client.
class FileStream final : public BodyStream {
 public:
  explicit FileStream(std::string_view bytes) : bytes_(bytes) {}

  Task<void> produce(BodySink& sink) override {
    for (std::size_t begin = 0; begin < bytes_.size(); begin += piece_bytes) {
      const bool taken = co_await sink.write(bytes_.substr(begin, piece_bytes));
      if (!taken) co_return;
    }
  }

 private:
  std::string_view bytes_;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Returns true if gzip is among the codings that a client accepts and its weight is not zero ("gzip;q=0").
bool takes_gzip(std::string_view codings) {
  while (!codings.empty()) {
    const auto end = std::min(codings.find(','), codings.size());
    const auto coding = codings.substr(0, end);
    codings.remove_prefix(std::min(end + 1, codings.size()));
    const auto name_end = std::min(coding.find(';'), coding.size());
    if (!equal_ignoring_case(trimmed(coding.substr(0, name_end)), "gzip")) continue;
    const auto weight = coding.find("q=", name_end);
    return weight == std::string_view::npos || coding.find_first_of("123456789", weight) != std::string_view::npos;
  }
  return false;
}

/// The documentation has the same page at all of its addresses.
std::string_view canonical(std::string_view path) { return path == "/" || path == "/api/docs" ? "/docs" : path; }

}  // namespace

Task<Response> get_web_file(Request& request, AppContext& /*services*/) {
  const auto* file = find_web_file(canonical(request.path));
  if (file == nullptr) {
    co_return problem_response(Problem{Status::not_found, "route_not_found", "there is nothing at this path"});
  }
  const bool gzipped = !file->gzipped.empty() && takes_gzip(request.header("Accept-Encoding").value_or(""));
  const std::string tag = '"' + std::string(file->digest) + (gzipped ? "-gzip\"" : "\"");
  Response response{.body = {},
                    .content_type = file->content_type,
                    .fields = {{"ETag", tag},
                               {"Vary", "Accept-Encoding"},
                               {"Referrer-Policy", "no-referrer"},
                               {"Content-Security-Policy", std::string(policy)}},
                    // Kept, but asked after each time, so that a new release's page never meets an old one's script.
                    .cache_control = "no-cache"};
  if (request.header("If-None-Match").value_or("").find(tag) != std::string_view::npos) {
    response.status = Status::not_modified;
    co_return response;
  }
  if (gzipped) response.fields.push_back({"Content-Encoding", "gzip"});
  response.stream = std::make_unique<FileStream>(gzipped ? file->gzipped : file->bytes);
  co_return response;
}

}  // namespace ledger::api
