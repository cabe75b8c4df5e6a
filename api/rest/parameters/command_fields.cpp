#include "api/rest/parameters/command_fields.hpp"

#include "api/rest/parameters/idempotency_key.hpp"
#include "ledger/directory/seal.hpp"

namespace ledger::api {
namespace {

constexpr std::size_t type_bytes_max = 16;
constexpr std::string_view hold_type = "HOLD";

enum class PaymentType { deposit, withdraw, transfer };

std::optional<PaymentType> payment_type(FieldReader& fields, std::string_view known) {
  const auto type = fields.require("type").text("type", type_bytes_max);
  if (!type) return std::nullopt;
  if (*type == "DEPOSIT") return PaymentType::deposit;
  if (*type == "WITHDRAW") return PaymentType::withdraw;
  if (*type == "TRANSFER") return PaymentType::transfer;
  fields.refuse("type", "type_unknown", std::string(known));
  return std::nullopt;
}

std::optional<AccountId> receiver(FieldReader& fields, std::optional<PaymentType> type) {
  if (type == PaymentType::transfer) fields.require("to_user_id");
  const auto to = fields.account("to_user_id");
  if (to && type && type != PaymentType::transfer) {
    fields.refuse("to_user_id", "field_unexpected", "only a TRANSFER has a receiver");
  }
  return to;
}

std::optional<Command> read_payment(FieldReader& fields, const CommandSource& source, std::string_view known_types) {
  const auto uid = transaction_uid(fields, source);
  const auto type = payment_type(fields, known_types);
  const auto amount = fields.require("amount").decimal("amount");
  const auto account = fields.require("user_id").account("user_id");
  const auto to = receiver(fields, type);
  const auto currency = fields.currency("currency");
  const auto effective = fields.moment("timestamp");
  auto comment = fields.text("comment", comment_bytes_max);
  if (!fields.errors().empty()) return std::nullopt;

  Payment payment;
  payment.uid = *uid;
  payment.actor = source.actor;
  payment.account = *account;
  payment.amount = *amount;
  payment.currency = currency;
  payment.effective = effective;
  if (comment) payment.comment = seal_comment(std::move(*comment));
  if (type == PaymentType::deposit) return Command(Deposit{std::move(payment)});
  if (type == PaymentType::withdraw) return Command(Withdraw{std::move(payment)});
  return Command(Transfer{std::move(payment), *to});
}

}  // namespace

CommandSource command_source(const Request& request, FieldReader& fields) {
  CommandSource source{.actor = request.actor, .key = std::nullopt};
  const auto key = idempotency_key(request);
  if (key) {
    source.key = *key;
  } else {
    fields.refuse(key.refusal().field, key.refusal().code, key.refusal().detail);
  }
  return source;
}

std::optional<Uid> transaction_uid(FieldReader& fields, const CommandSource& source) {
  if (!source.key) fields.require("uid");
  const auto in_body = fields.chosen_uid("uid");
  if (!source.key) return in_body;
  if (in_body && *in_body != *source.key)
    fields.refuse("uid", "uid_mismatch", "it differs from Idempotency-Key, or from the uid in the path");
  return source.key;
}

std::optional<Command> read_transaction(FieldReader& fields, const CommandSource& source) {
  return read_payment(fields, source, "DEPOSIT, WITHDRAW or TRANSFER");
}

std::optional<Command> read_hold(FieldReader& fields, const CommandSource& source) {
  const auto uid = transaction_uid(fields, source);
  const auto account = fields.require("user_id").account("user_id");
  auto service_id = fields.require("service_id").service("service_id");
  const auto amount = fields.require("amount").decimal("amount");
  const auto timeout =
      fields.require("timeout_seconds").integer("timeout_seconds", hold_timeout_min.count(), hold_timeout_max.count());
  const auto currency = fields.currency("currency");
  auto comment = fields.text("comment", comment_bytes_max);
  if (!fields.errors().empty()) return std::nullopt;

  PlaceHold hold;
  hold.uid = *uid;
  hold.actor = source.actor;
  hold.account = *account;
  hold.service_id = std::move(*service_id);
  hold.amount = *amount;
  hold.timeout = std::chrono::seconds(*timeout);
  hold.currency = currency;
  if (comment) hold.comment = seal_comment(std::move(*comment));
  return Command(std::move(hold));
}

std::optional<Command> read_command(FieldReader& fields, const CommandSource& source) {
  if (fields.has_text("type", hold_type)) {
    fields.text("type", type_bytes_max);
    return read_hold(fields, source);
  }
  return read_payment(fields, source, "DEPOSIT, WITHDRAW, TRANSFER or HOLD");
}

}  // namespace ledger::api
