// Typed fields out of a request's messages, with everything that is wrong collected.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "api/json/field_values.hpp"
#include "api/services/positions/position_wait.hpp"
#include "ledger/publication/position_token.hpp"

namespace google::protobuf {
class Timestamp;
}

namespace ledger::api {

/// Reads fields like FieldValues, but out of protobuf's messages: an empty text is a missing one, null is an optional
/// field that was left out.
class RequestFields {
 public:
  /// These read required fields.
  std::optional<std::string> text(std::string_view field, const std::string& sent, std::size_t bytes_max);
  std::optional<Decimal> decimal(std::string_view field, const std::string& sent);
  std::optional<Uid> uid(std::string_view field, const std::string& sent);
  /// Reads the uid that the client chose for a new transaction: not a reserved one.
  std::optional<Uid> chosen_uid(std::string_view field, const std::string& sent);
  std::optional<AccountId> account(std::string_view field, std::int64_t sent);
  /// Reads the service that a hold is for.
  std::optional<std::string> service(std::string_view field, const std::string& sent);
  std::optional<std::chrono::seconds> hold_timeout(std::string_view field, std::int64_t sent);
  /// Reads how many entries a page has: 0 is a missing number, and means 100.
  int page_size(std::int32_t sent);
  void refuse_page_token() { refuse("page_token", "page_token_malformed", "next_page_token of an earlier page"); }

  /// These read optional fields; they return nothing, and note no error, for null.
  std::optional<std::string> text(std::string_view field, const std::string* sent, std::size_t bytes_max);
  std::optional<Decimal> decimal(std::string_view field, const std::string* sent);
  std::optional<Uid> chosen_uid(std::string_view field, const std::string* sent);
  std::optional<Currency> currency(std::string_view field, const std::string* sent);
  std::optional<Moment> moment(std::string_view field, const google::protobuf::Timestamp* sent);
  /// Reads `min_position`: of one of the journals 0 … journal_count − 1.
  MinimumPosition min_position(const std::string* sent, std::int64_t journal_count);
  /// Reads a position of this journal, such as "0:123".
  std::optional<PositionToken> position(std::string_view field, const std::string* sent, JournalId journal);

  void refuse_position(std::string_view field) {
    refuse(field, "position_malformed", "a position of the ledger, such as 0:123");
  }
  void refuse(std::string_view field, std::string_view code, std::string detail) {
    values_.refuse(field, code, std::move(detail));
  }
  [[nodiscard]] const std::vector<FieldError>& errors() const { return values_.errors(); }

 private:
  bool is_there(std::string_view field, const std::string& sent);

  FieldValues values_;
};

/// Gives the functions above the address of an optional field of a protobuf message, or null if it was left out.
#define LEDGER_OPTIONAL_FIELD(message, field) ((message).has_##field() ? &(message).field() : nullptr)

}  // namespace ledger::api
