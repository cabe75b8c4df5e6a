#include "api/http/request_head.hpp"

#include <catch2/catch.hpp>

#include "api/http/input_buffer.hpp"

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
