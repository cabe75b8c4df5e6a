#include "outbox/cursor.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <charconv>

#include "ledger/publication/hex.hpp"

namespace ledger {
namespace {

constexpr unsigned parse_flags =
    rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;

std::string_view text_member(const rapidjson::Document& document, const char* name) {
  const auto member = document.FindMember(name);
  if (member == document.MemberEnd() || !member->value.IsString()) return {};
  return {member->value.GetString(), member->value.GetStringLength()};
}

template <class Integer>
std::optional<Integer> number_in(std::string_view text) {
  Integer number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

}  // namespace

std::string to_json(const Cursor& cursor) {
  return fmt::format(R"({{"journal":{},"position":{},"hash":"{}"}})", cursor.journal.value, cursor.position.value,
                     to_hex(cursor.hash));
}

std::optional<Cursor> parse_cursor(std::string_view json) {
  rapidjson::Document document;
  document.Parse<parse_flags>(json.data(), json.size());
  if (document.HasParseError() || !document.IsObject()) return std::nullopt;
  const auto journal = number_in<std::int16_t>(text_member(document, "journal"));
  const auto position = number_in<std::int64_t>(text_member(document, "position"));
  const auto hash = hash_from_hex(text_member(document, "hash"));
  if (!journal || !position || !hash) return std::nullopt;
  return Cursor{.journal = JournalId(*journal), .position = Position(*position), .hash = *hash};
}

}  // namespace ledger
