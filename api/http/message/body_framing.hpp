// Finds where a request's body ends: after Content-Length bytes, or with its last chunk (RFC 9112, sections 6 and 7.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "api/http/message/problem.hpp"

namespace ledger::api {

/// Takes the framing off one body while it arrives. Of chunks it accepts less than the RFC allows, because another
/// server on the way might read the rest differently (request smuggling): a size has 1 to 8 hexadecimal digits and
/// nothing else on its line, every line ends with CRLF, and nothing follows the last chunk but the blank line, so there
/// are neither extensions nor trailers.
class BodyFraming {
 public:
  /// A body of `bytes` bytes; too large if that is more than `bytes_max`.
  static BodyFraming of_length(std::size_t bytes, std::size_t bytes_max);
  /// A body in chunks, of at most `bytes_max` bytes with the framing, so that a body of one-byte chunks costs the
  /// server no more than any other.
  static BodyFraming of_chunks(std::size_t bytes_max);

  struct Taken {
    /// So many of the given bytes belong to the body; what follows is the next request's.
    std::size_t used = 0;
    /// So many bytes of content were found in them.
    std::size_t content = 0;
  };
  /// Takes the next bytes and puts the content at `target`, which has room for `bytes` or is where they begin, or
  /// before: they may be unframed in place. Uses all of them unless the body is complete, or has a problem.
  Taken take(char* target, std::string_view bytes);

  [[nodiscard]] bool is_complete() const { return step_ == Step::complete; }
  /// Returns the least number of bytes still to come; 0 if the body is complete or has a problem.
  [[nodiscard]] std::size_t bytes_missing_min() const;
  /// Returns the reason why the body is refused: 413 too large, 400 malformed. The next request cannot be located then.
  [[nodiscard]] std::optional<Problem> problem() const;

 private:
  /// The meaning of the next byte.
  enum class Step { size, size_end, content, content_cr, content_lf, last_cr, last_lf, complete, malformed, too_large };

  BodyFraming(bool chunked, std::size_t bytes_max) : chunked_(chunked), bytes_max_(bytes_max) {}

  void take_framing(char byte);
  void take_size_digit(char byte);
  void begin_chunk();
  void expect(bool as_expected, Step next);

  bool chunked_;
  std::size_t bytes_max_;
  Step step_ = Step::size;
  /// The number of bytes consumed so far, including the framing.
  std::size_t bytes_ = 0;
  std::size_t content_left_ = 0;
  std::uint64_t chunk_size_ = 0;
  int size_digits_ = 0;
};

}  // namespace ledger::api
