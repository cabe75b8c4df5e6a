#include "api/http/message/request_head.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace ledger::api {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using BeastView = boost::beast::string_view;

std::string_view standard_view(BeastView view) { return {view.data(), view.size()}; }

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::get;
    case http::verb::head:
      return Method::head;
    case http::verb::post:
      return Method::post;
    case http::verb::put:
      return Method::put;
    case http::verb::delete_:
      return Method::remove;
    case http::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

/// The length of "http://" or "https://" at the beginning of a target; 0 without it.
std::size_t scheme_length(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (equal_ignoring_case(target.substr(0, scheme.size()), scheme)) return scheme.size();
  }
  return 0;
}

/// Beast's parser, keeping views instead of copies. Only heads are given to it.
class HeadParser : public http::basic_parser<true> {
 public:
  explicit HeadParser(RequestHead& head) : head_(head) {
    header_limit(head_bytes_max);
    body_limit(streamed_body_bytes_max);
  }

  [[nodiscard]] bool has_chunks() const { return transfer_encodings_ > 0; }
  /// Two fields, or one beside Content-Length, may be read differently by the next server on the way.
  [[nodiscard]] bool has_refused_transfer_encoding() const {
    if (transfer_encodings_ == 0) return false;
    return transfer_encodings_ > 1 || !transfer_encoding_is_chunked_ || content_lengths_ > 0 || is_version_1_0();
  }
  [[nodiscard]] bool has_expectation_unknown() const { return expectation_unknown_; }
  [[nodiscard]] bool has_known_target() const { return has_known_target_; }
  [[nodiscard]] int hosts() const { return hosts_; }
  [[nodiscard]] bool has_plain_content_length() const { return content_lengths_ <= 1 && content_length_is_digits_; }
  [[nodiscard]] bool is_version_1_0() const { return version_ == 10; }

 private:
  void on_request_impl(http::verb verb, BeastView /*method*/, BeastView target, int version,
                       error_code& /*error*/) override {
    head_.method = method_of(verb);
    version_ = version;
    note_target(standard_view(target));
  }

  void note_target(std::string_view target) {
    head_.authority = {};
    if (const auto scheme = scheme_length(target); scheme > 0) {
      target.remove_prefix(scheme);
      head_.authority = target.substr(0, target.find_first_of("/?"));
      target.remove_prefix(head_.authority.size());
      has_known_target_ = !head_.authority.empty() && head_.authority.find('@') == std::string_view::npos;
      authority_is_in_target_ = true;
    } else {
      has_known_target_ = !target.empty() && target.front() == '/';
    }
    const auto mark = std::min(target.find('?'), target.size());
    head_.path = target.substr(0, mark);
    // "http://host" names the root, as "http://host/" does.
    if (head_.path.empty()) head_.path = "/";
    head_.query = target.substr(std::min(mark + 1, target.size()));
  }

  void on_field_impl(http::field field, BeastView name, BeastView value, error_code& error) override {
    if (head_.field_count == head_.fields.size()) {
      error = http::error::header_limit;
      return;
    }
    const auto text = standard_view(value);
    head_.fields[head_.field_count++] = {.name = standard_view(name), .value = text};
    if (field == http::field::host) note_host(text);
    if (field == http::field::transfer_encoding) note_transfer_encoding(text);
    if (field == http::field::content_length) note_content_length(text);
    if (field == http::field::expect) note_expectation(text);
  }

  void note_host(std::string_view text) {
    ++hosts_;
    // RFC 9112, 3.2.2: a URL as the target replaces it.
    if (!authority_is_in_target_) head_.authority = text;
  }

  void note_transfer_encoding(std::string_view text) {
    ++transfer_encodings_;
    transfer_encoding_is_chunked_ = equal_ignoring_case(text, "chunked");
  }

  void note_content_length(std::string_view text) {
    ++content_lengths_;
    content_length_is_digits_ = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  }

  void note_expectation(std::string_view text) {
    if (equal_ignoring_case(text, "100-continue")) {
      head_.expects_continue = true;
    } else {
      expectation_unknown_ = true;
    }
  }

  void on_response_impl(int /*status*/, BeastView /*reason*/, int /*version*/, error_code& /*error*/) override {}
  void on_header_impl(error_code& /*error*/) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/, error_code& /*error*/) override {}
  std::size_t on_body_impl(BeastView body, error_code& /*error*/) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t /*size*/, BeastView /*extensions*/, error_code& /*error*/) override {}
  std::size_t on_chunk_body_impl(std::uint64_t /*rest*/, BeastView body, error_code& /*error*/) override {
    return body.size();
  }
  void on_finish_impl(error_code& /*error*/) override {}

  RequestHead& head_;
  int version_ = 0;
  int hosts_ = 0;
  bool has_known_target_ = false;
  bool authority_is_in_target_ = false;
  int content_lengths_ = 0;
  bool content_length_is_digits_ = true;
  int transfer_encodings_ = 0;
  bool transfer_encoding_is_chunked_ = false;
  bool expectation_unknown_ = false;
};

/// A line that begins with a blank continues the one before (obs-fold); Beast joins them in silence.
bool has_folded_line(std::string_view text) {
  for (auto end = text.find('\n'); end != std::string_view::npos && end + 1 < text.size();
       end = text.find('\n', end + 1)) {
    if (text[end + 1] == ' ' || text[end + 1] == '\t') return true;
  }
  return false;
}

Problem transfer_encoding_refused() {
  return {Status::length_required, "transfer_encoding_refused",
          "send a body with Content-Length, or in HTTP/1.1 with nothing but Transfer-Encoding: chunked"};
}

Problem head_too_large() {
  return {Status::header_too_large, "header_too_large", "a request's head has at most 8192 bytes and 64 fields"};
}

Problem malformed(std::string detail) { return {Status::bad_request, "request_malformed", std::move(detail)}; }

Problem refusal_of(const HeadParser& parser, const error_code& error) {
  // Beast ends at the second of two fields that contradict each other, before it is noted here.
  if (parser.has_refused_transfer_encoding() || error == http::error::bad_transfer_encoding ||
      (parser.has_chunks() && error == http::error::bad_content_length)) {
    return transfer_encoding_refused();
  }
  if (error == http::error::header_limit) return head_too_large();
  if (error == http::error::body_limit) {
    return body_too_large(streamed_body_bytes_max);
  }
  return malformed("this is not HTTP/1.1: " + error.message());
}

std::optional<Problem> broken_rule(const HeadParser& parser) {
  if (parser.has_refused_transfer_encoding()) return transfer_encoding_refused();
  if (!parser.has_known_target()) return malformed("the request's target must be a path or an HTTP URL");
  // HTTP/1.0, as old load balancers speak it, has none (RFC 9112, 3.2).
  if (parser.hosts() > 1 || (parser.hosts() == 0 && !parser.is_version_1_0())) {
    return malformed("a request has exactly one Host");
  }
  if (!parser.has_plain_content_length()) return malformed("Content-Length must be one number");
  if (parser.has_expectation_unknown()) {
    return Problem{Status::expectation_failed, "expectation_failed", "only 100-continue can be expected"};
  }
  return std::nullopt;
}

}  // namespace

Problem body_too_large(std::size_t bytes_max) {
  return {Status::content_too_large, "body_too_large",
          "a request's body has at most " + std::to_string(bytes_max) + " bytes here"};
}

std::optional<std::size_t> head_length(std::string_view text, std::size_t scanned) {
  constexpr std::string_view end = "\r\n\r\n";
  // The end may have begun in the bytes that were there before.
  const auto found = text.find(end, scanned < end.size() ? 0 : scanned - end.size());
  if (found == std::string_view::npos) return std::nullopt;
  return found + end.size();
}

std::optional<Problem> parse_head(std::string_view text, RequestHead& head) {
  head.field_count = 0;
  head.content_length = 0;
  head.is_chunked = false;
  head.expects_continue = false;
  if (text.size() > head_bytes_max) return head_too_large();
  if (has_folded_line(text)) return malformed("a header field must stand on one line");

  HeadParser parser(head);
  error_code error;
  parser.put(boost::asio::buffer(text.data(), text.size()), error);
  if (error) return refusal_of(parser, error);
  if (auto problem = broken_rule(parser)) return problem;

  head.content_length = static_cast<std::size_t>(parser.content_length().value_or(0));
  head.is_chunked = parser.has_chunks();
  head.is_version_1_0 = parser.is_version_1_0();
  if (head.is_version_1_0) head.expects_continue = false;
  head.keep_alive = parser.keep_alive() && !head.is_version_1_0;
  return std::nullopt;
}

}  // namespace ledger::api
