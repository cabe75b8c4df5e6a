#include "api/http/input_buffer.hpp"

#include <cstring>
#include <utility>

namespace ledger::api {

bool InputBuffer::reserve(std::size_t size) {
  if (size_ - begin_ >= size) return false;
  const auto used = end_ - begin_;
  if (size <= size_) {
    std::memmove(bytes_.get(), bytes_.get() + begin_, used);
  } else {
    auto larger = std::make_unique<char[]>(size);
    std::memcpy(larger.get(), bytes_.get() + begin_, used);
    bytes_ = std::move(larger);
    size_ = size;
  }
  begin_ = 0;
  end_ = used;
  return true;
}

void InputBuffer::consume(std::size_t count) {
  begin_ += count;
  if (begin_ != end_) return;
  begin_ = 0;
  end_ = 0;
  if (size_ == initial_size) return;
  // A large body was an exception; idle connections should not keep its memory.
  bytes_ = std::make_unique<char[]>(initial_size);
  size_ = initial_size;
}

}  // namespace ledger::api
