#include "outbox/topics/cursor.hpp"

#include <fmt/format.h>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/publication/hex.hpp"
#include "ledger/publication/json_members.hpp"

namespace ledger {
namespace {

std::optional<Hash> hash_member(const JsonMembers& members) {
  const auto text = members.text("hash");
  return text ? hash_from_hex(*text) : std::nullopt;
}

std::optional<AccountId> account_member(const JsonMembers& members, const char* name) {
  const auto number = members.number<std::int64_t>(name);
  return number ? std::optional(AccountId(*number)) : std::nullopt;
}

/// The epochs of a cursor; nothing if they are not what to_json() writes.
std::optional<Epochs> epochs_member(const JsonMembers& members) {
  std::vector<Rewind> rewinds;
  if (const auto* array = members.array("epochs")) {
    for (const auto& element : array->GetArray()) {
      const JsonMembers rewind(element);
      const auto epoch = rewind.number<std::int32_t>("epoch");
      const auto position = rewind.number<std::int64_t>("position");
      const auto hash = hash_member(rewind);
      if (!epoch || !position || !hash) return std::nullopt;
      rewinds.push_back({.epoch = Epoch(*epoch), .last_valid = Position(*position), .hash = *hash});
    }
  }
  try {
    return Epochs(std::move(rewinds));
  } catch (const InvariantViolation&) {
    return std::nullopt;
  }
}

}  // namespace

std::string to_json(const Cursor& cursor) {
  auto json = fmt::format(R"({{"journal":{},"position":{},"hash":"{}")", cursor.journal.value, cursor.at.position.value,
                          to_hex(cursor.at.hash));
  if (cursor.accounts_end) json += fmt::format(R"(,"accounts_end":{})", cursor.accounts_end->value);
  if (cursor.restated_to) json += fmt::format(R"(,"restated_to":{})", cursor.restated_to->value);
  if (cursor.restate_all) json += R"(,"restate_all":true)";
  if (cursor.left_gap) json += R"(,"left_gap":true)";
  const auto& rewinds = cursor.epochs.rewinds();
  if (!rewinds.empty()) json += R"(,"epochs":[)";
  for (const auto& rewind : rewinds) {
    json += fmt::format(R"({}{{"epoch":{},"position":{},"hash":"{}"}})", &rewind == rewinds.data() ? "" : ",",
                        rewind.epoch.value, rewind.last_valid.value, to_hex(rewind.hash));
  }
  if (!rewinds.empty()) json += "]";
  return json += "}";
}

std::optional<Cursor> parse_cursor(std::string_view json) {
  const JsonMembers members(json);
  const auto journal = members.number<std::int16_t>("journal");
  const auto position = members.number<std::int64_t>("position");
  const auto hash = hash_member(members);
  auto epochs = epochs_member(members);
  if (!journal || !position || !hash || !epochs) return std::nullopt;
  return Cursor{.journal = JournalId(*journal),
                .at = {.position = Position(*position), .hash = *hash},
                .epochs = *std::move(epochs),
                .accounts_end = account_member(members, "accounts_end"),
                .restated_to = account_member(members, "restated_to"),
                .restate_all = members.is_true("restate_all"),
                .left_gap = members.is_true("left_gap")};
}

}  // namespace ledger
