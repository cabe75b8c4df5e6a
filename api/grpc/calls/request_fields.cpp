#include "api/grpc/calls/request_fields.hpp"

#include <google/protobuf/timestamp.pb.h>

#include "api/grpc/calls/time_units.hpp"
#include "ledger/domain/commands/place_hold.hpp"

namespace ledger::api {
namespace {

constexpr std::int64_t seconds_in_year_10000 = 253'402'300'800;
constexpr std::int32_t nanoseconds_in_second = 1'000'000'000;

}  // namespace

bool RequestFields::is_there(std::string_view field, const std::string& sent) {
  if (sent.empty()) values_.refuse_missing(field);
  return !sent.empty();
}

std::optional<std::string> RequestFields::text(std::string_view field, const std::string& sent, std::size_t bytes_max) {
  return is_there(field, sent) ? values_.text(field, sent, bytes_max) : std::nullopt;
}

std::optional<Decimal> RequestFields::decimal(std::string_view field, const std::string& sent) {
  return is_there(field, sent) ? values_.decimal(field, sent) : std::nullopt;
}

std::optional<Uid> RequestFields::uid(std::string_view field, const std::string& sent) {
  return is_there(field, sent) ? values_.uid(field, sent) : std::nullopt;
}

std::optional<Uid> RequestFields::chosen_uid(std::string_view field, const std::string& sent) {
  return is_there(field, sent) ? values_.chosen_uid(field, sent) : std::nullopt;
}

std::optional<AccountId> RequestFields::account(std::string_view field, std::int64_t sent) {
  if (sent > 0) return AccountId(sent);
  values_.refuse(field, "id_malformed", "a whole number greater than 0");
  return std::nullopt;
}

std::optional<std::string> RequestFields::service(std::string_view field, const std::string& sent) {
  return is_there(field, sent) ? values_.service(field, sent) : std::nullopt;
}

std::optional<std::chrono::seconds> RequestFields::hold_timeout(std::string_view field, std::int64_t sent) {
  if (sent >= hold_timeout_min.count() && sent <= hold_timeout_max.count()) return std::chrono::seconds(sent);
  values_.refuse(
      field, "number_out_of_range",
      "from " + std::to_string(hold_timeout_min.count()) + " to " + std::to_string(hold_timeout_max.count()));
  return std::nullopt;
}

int RequestFields::page_size(std::int32_t sent) {
  constexpr int usual = 100;
  constexpr int most = 1'000;
  if (sent < 0 || sent > most) values_.refuse("page_size", "limit_malformed", "a whole number from 1 to 1000");
  return sent == 0 ? usual : sent;
}

std::optional<std::string> RequestFields::text(std::string_view field, const std::string* sent, std::size_t bytes_max) {
  return sent == nullptr ? std::nullopt : values_.text(field, *sent, bytes_max);
}

std::optional<Decimal> RequestFields::decimal(std::string_view field, const std::string* sent) {
  return sent == nullptr ? std::nullopt : values_.decimal(field, *sent);
}

std::optional<Uid> RequestFields::chosen_uid(std::string_view field, const std::string* sent) {
  return sent == nullptr ? std::nullopt : values_.chosen_uid(field, *sent);
}

std::optional<Currency> RequestFields::currency(std::string_view field, const std::string* sent) {
  return sent == nullptr ? std::nullopt : values_.currency(field, *sent);
}

std::optional<Moment> RequestFields::moment(std::string_view field, const google::protobuf::Timestamp* sent) {
  if (sent == nullptr) return std::nullopt;
  const bool fits = sent->seconds() >= 0 && sent->seconds() < seconds_in_year_10000 && sent->nanos() >= 0 &&
                    sent->nanos() < nanoseconds_in_second;
  if (fits) {
    return moment_from_microseconds(sent->seconds() * microseconds_in_second +
                                    sent->nanos() / nanoseconds_in_microsecond);
  }
  values_.refuse(field, "timestamp_malformed", "a time from 1970 to 9999");
  return std::nullopt;
}

MinimumPosition RequestFields::min_position(const std::string* sent, std::int64_t journal_count) {
  constexpr std::string_view field = "min_position";
  if (sent == nullptr) return {};
  const auto token = parse_position_token(*sent);
  if (token && token->journal.value >= 0 && token->journal.value < journal_count) {
    return {.position = token, .field = field};
  }
  refuse_position(field);
  return {};
}

std::optional<PositionToken> RequestFields::position(std::string_view field, const std::string* sent,
                                                     JournalId journal) {
  if (sent == nullptr) return std::nullopt;
  const auto token = parse_position_token(*sent);
  if (token && token->journal == journal) return token;
  refuse_position(field);
  return std::nullopt;
}

}  // namespace ledger::api
