// The bytes that have come in on a connection and are not yet used up.
#pragma once

#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <memory>
#include <string_view>

namespace ledger::api {

/// One block of memory, used again for every request; it grows only for the few that do not fit.
class InputBuffer {
 public:
  InputBuffer() : bytes_(std::make_unique<char[]>(initial_size)) {}

  [[nodiscard]] std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
  /// The view's bytes, to be changed in place.
  [[nodiscard]] char* data() { return bytes_.get() + begin_; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }

  /// Makes the block hold at least `size` bytes from the view's beginning on; true if the view has moved.
  bool reserve(std::size_t size);
  /// The free part behind the view, never empty after reserve(more than the view has).
  [[nodiscard]] boost::asio::mutable_buffer free_part() { return {bytes_.get() + end_, size_ - end_}; }
  /// The first `count` bytes of the free part have been filled.
  void filled(std::size_t count) { end_ += count; }
  /// The view's first `count` bytes are used up.
  void consume(std::size_t count);

 private:
  static constexpr std::size_t initial_size = 4096;

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = initial_size;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace ledger::api
