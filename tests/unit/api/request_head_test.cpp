#include "api/http/message/request_head.hpp"

#include "api/http/input_buffer.hpp"
#include "tests/support/catch.hpp"

namespace ledger::api {

TEST_CASE("A head is taken apart into views", "[http]") {
  RequestHead head;
  const std::string_view text =
      "POST /v1/transaction?a=b?c HTTP/1.1\r\nHost:  ledger \r\nContent-Length: 17\r\nX-Empty:\r\n\r\n";
  REQUIRE_FALSE(parse_head(text, head));
  CHECK(head.method == Method::post);
  CHECK(head.path == "/v1/transaction");
  CHECK(head.query == "a=b?c");
  CHECK(head.content_length == 17);
  CHECK(head.keep_alive);
  CHECK_FALSE(head.expects_continue);
  REQUIRE(head.field_count == 3);
  CHECK(head.fields[0].value == "ledger");
  CHECK(head.fields[0].value.data() > text.data());
  CHECK(head.fields[0].value.data() < text.data() + text.size());
  CHECK(head.fields[2].value.empty());
}

TEST_CASE("Nothing of the head before is left in the next", "[http]") {
  RequestHead head;
  parse_head("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", head);
  REQUIRE_FALSE(parse_head("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", head));
  CHECK(head.content_length == 0);
  CHECK(head.field_count == 2);
  CHECK(head.query.empty());
  CHECK_FALSE(head.expects_continue);
  CHECK_FALSE(head.keep_alive);
}

TEST_CASE("A target may be a whole URL, whose host replaces Host", "[http]") {
  struct Target {
    std::string target;
    std::string authority;
    std::string path;
    std::string query;
  };
  const std::vector<Target> known = {
      {"/livez", "a:1", "/livez", ""},
      {"/x?http://b/y", "a:1", "/x", "http://b/y"},
      {"http://b/livez?x=/y", "b", "/livez", "x=/y"},
      {"HTTPS://[::1]:8000/livez", "[::1]:8000", "/livez", ""},
      {"http://b", "b", "/", ""},
      {"http://b?x=y", "b", "/", "x=y"},
      {"http://b//c", "b", "//c", ""},
  };
  RequestHead head;
  for (const auto& [target, authority, path, query] : known) {
    for (const std::string host : {"Host: a:1\r\nX: y", "X: y\r\nHost: a:1"}) {
      CAPTURE(target, host);
      // The head refers to the text.
      const auto text = "GET " + target + " HTTP/1.1\r\n" + host + "\r\n\r\n";
      REQUIRE_FALSE(parse_head(text, head));
      CHECK(head.authority == authority);
      CHECK(head.path == path);
      CHECK(head.query == query);
    }
  }
  for (const auto* unknown : {"http:///livez", "http://?x", "http://user@b/", "http://user:word@b/", "ftp://b/",
                              "b/livez", "http:/b", "//", "http:"}) {
    INFO(unknown);
    const auto problem = parse_head("GET " + std::string(unknown) + " HTTP/1.1\r\nHost: a\r\n\r\n", head);
    CHECK(problem.has_value() == (unknown != std::string("//")));
  }
  // Host is required all the same, as the next server may not know this form.
  CHECK(parse_head("GET http://b/livez HTTP/1.1\r\n\r\n", head));
  REQUIRE_FALSE(parse_head("GET /livez HTTP/1.0\r\n\r\n", head));
  CHECK(head.authority.empty());
}

TEST_CASE("A body may come in chunks, said in one word", "[http][chunked]") {
  RequestHead head;
  REQUIRE_FALSE(parse_head("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", head));
  CHECK(head.is_chunked);
  REQUIRE_FALSE(parse_head("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", head));
  CHECK_FALSE(head.is_chunked);
}

TEST_CASE("The end of a head is found wherever the bytes were cut", "[http]") {
  const std::string text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /next";
  const auto end = text.find("GET /next");
  for (std::size_t cut = 0; cut < end; ++cut) {
    INFO(cut);
    CHECK_FALSE(head_length(std::string_view(text).substr(0, cut), 0));
    CHECK(head_length(text, cut) == end);
  }
}

TEST_CASE("The buffer keeps what is not used up", "[http]") {
  InputBuffer buffer;
  const auto put = [&buffer](const std::string& bytes) {
    buffer.reserve(buffer.view().size() + bytes.size());
    std::copy(bytes.begin(), bytes.end(), static_cast<char*>(buffer.free_part().data()));
    buffer.filled(bytes.size());
  };
  put("first");
  put("second");
  buffer.consume(5);
  CHECK(buffer.view() == "second");
  CHECK_FALSE(buffer.reserve(6));
  CHECK(buffer.reserve(70'000));
  CHECK(buffer.view() == "second");
  put(std::string(60'000, 'x'));
  CHECK(buffer.view().size() == 60'006);
  buffer.consume(60'006);
  CHECK(buffer.empty());
  CHECK(buffer.reserve(5'000));
}

}  // namespace ledger::api
