// Values out of the texts in which clients send them, with everything that is wrong collected. One wording of errors,
// whatever the protocol.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json/field_error.hpp"
#include "ledger/domain/values/currency.hpp"
#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/moment.hpp"
#include "ledger/domain/values/money.hpp"
#include "ledger/domain/values/uid.hpp"

namespace ledger::api {

/// Longest id of a service that money is held for, in bytes.
constexpr std::size_t service_id_bytes_max = 128;

/// Every reading function takes the field's name and what was sent; it returns nothing where that is wrong, and notes
/// the error.
class FieldValues {
 public:
  /// A text of 1 to `bytes_max` bytes without NUL, which PostgreSQL cannot store.
  std::optional<std::string> text(std::string_view field, std::string_view sent, std::size_t bytes_max);
  /// A decimal number; read digit by digit.
  std::optional<Decimal> decimal(std::string_view field, std::string_view sent);
  /// One that may be in use already.
  std::optional<Uid> uid(std::string_view field, std::string_view sent);
  /// One that the client chose for a transaction: not a reserved one.
  std::optional<Uid> chosen_uid(std::string_view field, std::string_view sent);
  std::optional<Moment> moment(std::string_view field, std::string_view sent);
  std::optional<Currency> currency(std::string_view field, std::string_view sent);
  /// A whole number greater than zero.
  std::optional<AccountId> account(std::string_view field, std::string_view sent);

  /// A whole number from `least` to `most`, both within int64. Decimals may be there if all are zero.
  std::optional<std::int64_t> integer(std::string_view field, std::string_view sent, std::int64_t least,
                                      std::int64_t most);
  /// A service's id: 1 to 128 bytes without control characters, as events take it.
  std::optional<std::string> service(std::string_view field, std::string_view sent);

  /// Notes an error that the caller found.
  void refuse(std::string_view field, std::string_view code, std::string detail);
  void refuse_missing(std::string_view field);

  [[nodiscard]] const std::vector<FieldError>& errors() const { return errors_; }

 private:
  std::vector<FieldError> errors_;
};

/// The error code for a uid whose UUID version clients may not choose.
constexpr std::string_view uid_reserved_code = "uid_reserved";
constexpr const char* uid_reserved_detail = "a UUID of another version than 8, such as 4 or 7: those are the ledger's";

/// Reads a whole number greater than zero that consists of digits only.
std::optional<AccountId> parse_account_id(std::string_view text);

}  // namespace ledger::api
