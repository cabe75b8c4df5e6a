// Bodies in chunks, both correct ones and ones that no client should send.
#include "api/http/message/body_framing.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "tests/support/properties.hpp"

namespace ledger::api {
namespace {

using namespace std::string_literals;

constexpr std::size_t body_max = 1000;

/// The result of a body that arrived in pieces of `piece_bytes`, unframed in place as the connection does it.
struct Unframed {
  BodyFraming framing;
  std::string content;
  std::size_t used = 0;
};

Unframed unframed(BodyFraming framing, std::string bytes, std::size_t piece_bytes) {
  Unframed result{.framing = framing, .content = {}, .used = 0};
  std::size_t content = 0;
  while (result.used < bytes.size() && result.framing.bytes_missing_min() > 0) {
    const auto piece = std::string_view(bytes).substr(result.used, piece_bytes);
    const auto taken = result.framing.take(bytes.data() + content, piece);
    content += taken.content;
    result.used += taken.used;
  }
  result.content = bytes.substr(0, content);
  return result;
}

Unframed in_chunks(const std::string& bytes, std::size_t piece_bytes = std::string::npos) {
  return unframed(BodyFraming::of_chunks(body_max), bytes, piece_bytes);
}

std::string problem_in(const Unframed& body) {
  const auto problem = body.framing.problem();
  return problem ? std::string(problem->code) : body.framing.is_complete() ? "complete" : "incomplete";
}

/// Returns the content and length of the same chunks as Beast reads them; nothing if it refuses them or waits for more.
std::optional<std::pair<std::string, std::size_t>> read_by_beast(const std::string& bytes) {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string whole = head + bytes;
  boost::beast::http::request_parser<boost::beast::http::string_body> parser;
  parser.eager(true);
  std::size_t used = 0;
  boost::beast::error_code error;
  while (!error && !parser.is_done() && used < whole.size()) {
    used += parser.put(boost::asio::buffer(whole.data() + used, whole.size() - used), error);
  }
  if (error || !parser.is_done()) return std::nullopt;
  return std::pair(parser.get().body(), used - head.size());
}

}  // namespace

TEST_CASE("Chunks are unframed, wherever the bytes were cut", "[http][chunked]") {
  struct Sent {
    std::string bytes;
    std::string content;
  };
  const std::vector<Sent> bodies = {
      {"0\r\n\r\n", ""},
      {"00000000\r\n\r\n", ""},
      {"5\r\nhello\r\n0\r\n\r\n", "hello"},
      {"00000005\r\nhello\r\n0\r\n\r\n", "hello"},
      {"1\r\nh\r\n4\r\nello\r\n000\r\n\r\n", "hello"},
      {"2\r\n\r\n\r\n2\r\n0\r\r\n0\r\n\r\n", "\r\n0\r"},
      {"a\r\n0123456789\r\nB\r\n0123456789!\r\n0\r\n\r\n", "01234567890123456789!"},
  };
  for (const auto& [bytes, content] : bodies) {
    const std::string next = "GET /next HTTP/1.1\r\n";
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
      CAPTURE(bytes, piece);
      const auto body = in_chunks(bytes + next, piece);
      CHECK(problem_in(body) == "complete");
      CHECK(body.content == content);
      CHECK(body.used == bytes.size());
    }
  }
}

TEST_CASE("Framing that another server might read differently is refused at its first wrong byte", "[http][chunked]") {
  const std::vector<std::string> wrong_at_last = {"\r",
                                                  "\n",
                                                  " ",
                                                  "g",
                                                  "-",
                                                  "+",
                                                  "0x",
                                                  "5 ",
                                                  "5\t",
                                                  "5;",
                                                  "5\n",
                                                  "5\rx",
                                                  "000000005",
                                                  "100000000",
                                                  "FFFFFFFFF",
                                                  "5\r\nhellox",
                                                  "5\r\nhello\n",
                                                  "5\r\nhello\rx",
                                                  "5\r\nhello\r\n\r",
                                                  "5\r\nhello\r\n;",
                                                  "0\r\nT",
                                                  "0\r\n\n",
                                                  "0\r\n\rx",
                                                  "0;",
                                                  "0\n",
                                                  "\x00"s,
                                                  "\xff",
                                                  "\"",
                                                  "5\r\nhello\r\n0 ",
                                                  "_"};
  for (const auto& bytes : wrong_at_last) {
    CAPTURE(bytes);
    CHECK(problem_in(in_chunks(bytes)) == "request_malformed");
    CHECK(problem_in(in_chunks(bytes.substr(0, bytes.size() - 1))) == "incomplete");
    // Nothing behind it is looked at.
    CHECK(in_chunks(bytes + "0\r\n\r\n").used <= bytes.size());
  }
}

TEST_CASE("The framing counts as the body does", "[http][chunked]") {
  CHECK(problem_in(in_chunks("3DC\r\n" + std::string(0x3DC, 'x') + "\r\n0\r\n\r\n")) == "complete");
  CHECK(problem_in(in_chunks("3DD\r\n" + std::string(0x3DD, 'x') + "\r\n0\r\n\r\n")) == "body_too_large");
  // Refused before any of it has come.
  CHECK(problem_in(in_chunks("3E8\r\n")) == "body_too_large");
  CHECK(problem_in(in_chunks("FFFFFFFF\r\n")) == "body_too_large");
  std::string small_chunks;
  while (small_chunks.size() < body_max) small_chunks += "1\r\nx\r\n";
  const auto body = in_chunks(small_chunks + "0\r\n\r\n");
  CHECK(problem_in(body) == "body_too_large");
  CHECK(body.used == body_max + 1);
}

TEST_CASE("No more bytes are waited for than a body in chunks has at least", "[http][chunked]") {
  const std::string bytes = "5\r\nhello\r\n0\r\n\r\n";
  for (std::size_t arrived = 0; arrived <= bytes.size(); ++arrived) {
    INFO(arrived);
    const auto body = in_chunks(bytes.substr(0, arrived));
    CHECK(body.framing.bytes_missing_min() <= bytes.size() - arrived);
  }
  CHECK(in_chunks("5\r\nhe").framing.bytes_missing_min() == std::string("llo\r\n0\r\n\r\n").size());
}

TEST_CASE("A body with a length ends with it", "[http]") {
  const auto whole = unframed(BodyFraming::of_length(5, body_max), "helloGET /", 2);
  CHECK(whole.content == "hello");
  CHECK(whole.framing.is_complete());
  CHECK(BodyFraming::of_length(0, body_max).is_complete());
  CHECK(BodyFraming::of_length(body_max, body_max).bytes_missing_min() == body_max);
  CHECK(BodyFraming::of_length(body_max + 1, body_max).problem());
}

TEST_CASE("Whatever bytes are accepted as chunks, Beast reads the same in them", "[http][chunked][property]") {
  // Mostly well-formed, so that accepted ones are not rare, with bytes put in and left out.
  const auto letters = rc::gen::container<std::string>(rc::gen::elementOf("0123aF\r\n\r\n; x-"s));
  const auto chunk = rc::gen::apply(
      [](const std::string& content, int zeros) {
        constexpr const char* digits = "0123456789abcdef";
        const auto size = content.size() & 0xFFU;
        return std::string(static_cast<std::size_t>(zeros), '0') + digits[size / 16] + digits[size % 16] + "\r\n" +
               content.substr(0, size) + "\r\n";
      },
      letters, rc::gen::inRange(0, 9));
  rc::prop("same content and same end", [&] {
    const auto chunks = *rc::gen::container<std::vector<std::string>>(chunk);
    std::string bytes;
    for (const auto& each : chunks) bytes += each;
    bytes += "0\r\n\r\nGET / HTTP/1.1\r\n\r\n";
    for (int change = *rc::gen::inRange(0, 3); change > 0; --change) {
      const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
      if (*rc::gen::arbitrary<bool>()) {
        bytes.erase(at, 1);
      } else {
        bytes.insert(at, 1, *rc::gen::elementOf("0123aF\r\n; x-"s));
      }
    }
    const auto ours = in_chunks(bytes, *rc::gen::inRange<std::size_t>(1, 20));
    RC_CLASSIFY(ours.framing.is_complete(), "accepted");
    if (!ours.framing.is_complete()) return;
    const auto theirs = read_by_beast(bytes);
    RC_ASSERT(theirs.has_value());
    RC_ASSERT(theirs->first == ours.content);
    RC_ASSERT(theirs->second == ours.used);
  });
}

}  // namespace ledger::api
