// A request to stop that wakes a thread which waits for a socket.
#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <stop_token>
#include <system_error>

namespace ledger {

/// A descriptor of its own that can be read once a stop is requested (Linux manual, eventfd(2)).
class StopDescriptor {
 public:
  /// Throws std::system_error if there is no descriptor to be had.
  explicit StopDescriptor(const std::stop_token& stop) : request_(stop, Raise{descriptor_.number}) {}

  /// For poll(2), beside what is waited for.
  [[nodiscard]] pollfd waiting() const { return {.fd = descriptor_.number, .events = POLLIN, .revents = 0}; }

 private:
  struct Descriptor {
    Descriptor() : number(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
      if (number < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    }
    ~Descriptor() { close(number); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    const int number;
  };
  struct Raise {
    void operator()() const { eventfd_write(descriptor, 1); }
    int descriptor;
  };

  Descriptor descriptor_;
  // Last, so that nobody raises a descriptor that is closed.
  std::stop_callback<Raise> request_;
};

}  // namespace ledger
