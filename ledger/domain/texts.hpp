// Personal data that belongs to an event but never stands in it. It can be erased; the event keeps a salted hash.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "ledger/domain/event.hpp"

namespace ledger {

/// Random bytes that make a short text's hash worthless once they are erased.
using Salt = std::array<std::uint8_t, 16>;

/// Longest texts in bytes of UTF-8; none is empty.
constexpr std::size_t name_bytes_max = 256;
constexpr std::size_t external_id_bytes_max = 256;
constexpr std::size_t login_bytes_max = 128;
constexpr std::size_t comment_bytes_max = 1024;

/// A transaction's comment, sealed by the directory.
struct Comment {
  std::string text;
  Salt salt{};
  Hash hash{};
};

/// A holder's name and password to log in with.
struct Login {
  /// Unique in the ledger.
  std::string name;
  /// Empty where a recorded login was read: it is of no use there.
  std::string password_hash;
};

/// The holder of an account, sealed by the directory.
struct Identity {
  std::string name;
  /// The holder's id in the company's own system; unique in the ledger.
  std::optional<std::string> external_id;
  Salt salt{};
  Hash hash{};
  /// Not part of the hash.
  std::optional<Login> login = {};
};

}  // namespace ledger
