#include "api/log/request_id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <random>

namespace ledger::api {
namespace {

constexpr std::size_t request_id_length_max = 128;
constexpr std::string_view other_characters = "-_.:/+=";

bool is_allowed(char character) {
  const bool is_letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  const bool is_digit = character >= '0' && character <= '9';
  return is_letter || is_digit || other_characters.find(character) != std::string_view::npos;
}

}  // namespace

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= request_id_length_max && std::all_of(text.begin(), text.end(), is_allowed);
}

RequestIds::RequestIds() {
  std::random_device random;
  text_ = fmt::format("{:08x}{:08x}-", random(), random());
  prefix_length_ = text_.size();
}

std::string_view RequestIds::next() {
  std::array<char, 20> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), ++count_);
  text_.resize(prefix_length_);
  text_.append(digits.data(), end);
  return text_;
}

}  // namespace ledger::api
