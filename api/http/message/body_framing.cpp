#include "api/http/message/body_framing.hpp"

#include <algorithm>
#include <cstring>

#include "api/http/message/request_head.hpp"

namespace ledger::api {
namespace {

constexpr int size_digits_max = 8;
/// "\r\n0\r\n\r\n": what follows the content of the last chunk that has any.
constexpr std::size_t ending_bytes = 7;

std::optional<unsigned> hexadecimal_digit(char byte) {
  if (byte >= '0' && byte <= '9') return static_cast<unsigned>(byte - '0');
  if (byte >= 'a' && byte <= 'f') return static_cast<unsigned>(byte - 'a') + 10;
  if (byte >= 'A' && byte <= 'F') return static_cast<unsigned>(byte - 'A') + 10;
  return std::nullopt;
}

}  // namespace

BodyFraming BodyFraming::of_length(std::size_t bytes, std::size_t bytes_max) {
  BodyFraming framing(false, bytes_max);
  framing.content_left_ = bytes;
  framing.step_ = bytes > bytes_max ? Step::too_large : bytes == 0 ? Step::complete : Step::content;
  return framing;
}

BodyFraming BodyFraming::of_chunks(std::size_t bytes_max) { return {true, bytes_max}; }

BodyFraming::Taken BodyFraming::take(char* target, std::string_view bytes) {
  Taken taken;
  while (taken.used < bytes.size() && bytes_missing_min() > 0) {
    if (step_ != Step::content) {
      take_framing(bytes[taken.used++]);
      continue;
    }
    const auto count = std::min(content_left_, bytes.size() - taken.used);
    const char* source = bytes.data() + taken.used;
    char* destination = target + taken.content;
    if (source != destination) std::memmove(destination, source, count);
    taken.used += count;
    taken.content += count;
    bytes_ += count;
    content_left_ -= count;
    if (content_left_ == 0) step_ = chunked_ ? Step::content_cr : Step::complete;
  }
  return taken;
}

void BodyFraming::take_framing(char byte) {
  if (++bytes_ > bytes_max_) {
    step_ = Step::too_large;
    return;
  }
  switch (step_) {
    case Step::size:
      return take_size_digit(byte);
    case Step::size_end:
      return byte == '\n' ? begin_chunk() : expect(false, step_);
    case Step::content_cr:
      return expect(byte == '\r', Step::content_lf);
    case Step::content_lf:
      size_digits_ = 0;
      chunk_size_ = 0;
      return expect(byte == '\n', Step::size);
    case Step::last_cr:
      return expect(byte == '\r', Step::last_lf);
    case Step::last_lf:
      return expect(byte == '\n', Step::complete);
    case Step::content:
    case Step::complete:
    case Step::malformed:
    case Step::too_large:
      break;
  }
}

void BodyFraming::take_size_digit(char byte) {
  const auto digit = hexadecimal_digit(byte);
  if (!digit) return expect(byte == '\r' && size_digits_ > 0, Step::size_end);
  if (++size_digits_ > size_digits_max) return expect(false, step_);
  chunk_size_ = chunk_size_ * 16 + *digit;
}

void BodyFraming::begin_chunk() {
  if (chunk_size_ > bytes_max_ - bytes_) {
    step_ = Step::too_large;
  } else if (chunk_size_ == 0) {
    step_ = Step::last_cr;
  } else {
    content_left_ = static_cast<std::size_t>(chunk_size_);
    step_ = Step::content;
  }
}

void BodyFraming::expect(bool as_expected, Step next) { step_ = as_expected ? next : Step::malformed; }

std::size_t BodyFraming::bytes_missing_min() const {
  switch (step_) {
    case Step::content:
      return content_left_ + (chunked_ ? ending_bytes : 0);
    case Step::complete:
    case Step::malformed:
    case Step::too_large:
      return 0;
    default:
      return 1;
  }
}

std::optional<Problem> BodyFraming::problem() const {
  if (step_ == Step::too_large) return body_too_large(bytes_max_);
  if (step_ != Step::malformed) return std::nullopt;
  return Problem{Status::bad_request, "request_malformed",
                 "a chunk is its size in 1 to 8 hexadecimal digits, CRLF, the bytes, CRLF; without extensions or "
                 "trailers"};
}

}  // namespace ledger::api
