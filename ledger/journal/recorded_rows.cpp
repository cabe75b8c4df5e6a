#include "ledger/journal/recorded_rows.hpp"

#include <algorithm>

#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

// The text columns follow the event's.
enum TextColumn { comment = clock_column, comment_salt, name, external_id, identity_salt, login, reversed_by };

Salt salt_in(std::span<const std::uint8_t> bytes) {
  Salt salt;
  ensure(bytes.size() == salt.size(), "a stored salt has not 16 bytes");
  std::copy(bytes.begin(), bytes.end(), salt.begin());
  return salt;
}

/// Reads what stands beside the events.
void read_rest(const PostgresResult& result, int row, RecordedTransaction& transaction) {
  const auto hash = transaction.legs.front().text_hash.value_or(Hash{});
  if (!result.is_null(row, comment)) {
    transaction.comment =
        Comment{.text = result.text(row, comment), .salt = salt_in(result.bytes(row, comment_salt)), .hash = hash};
  }
  if (!result.is_null(row, name)) {
    Identity identity{.name = result.text(row, name),
                      .external_id = std::nullopt,
                      .salt = salt_in(result.bytes(row, identity_salt)),
                      .hash = hash};
    if (!result.is_null(row, external_id)) identity.external_id = result.text(row, external_id);
    if (!result.is_null(row, login)) identity.login = Login{.name = result.text(row, login), .password_hash = {}};
    transaction.identity = std::move(identity);
  }
  if (!result.is_null(row, reversed_by)) transaction.reversed_by = uid_in(result.bytes(row, reversed_by));
}

}  // namespace

Hash hash_in(std::span<const std::uint8_t> bytes) {
  Hash hash;
  ensure(bytes.size() == hash.size(), "a stored hash has not 32 bytes");
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

Uid uid_in(std::span<const std::uint8_t> bytes) {
  Uid uid;
  ensure(bytes.size() == uid.bytes.size(), "a stored uid has not 16 bytes");
  std::copy(bytes.begin(), bytes.end(), uid.bytes.begin());
  return uid;
}

std::vector<RecordedTransaction> recorded_from_rows(const PostgresResult& result) {
  std::vector<RecordedTransaction> transactions;
  for (int row = 0; row < result.rows(); ++row) {
    auto event = event_in(result, row);
    if (transactions.empty() || transactions.back().legs.front().uid != event.uid) transactions.emplace_back();
    auto& transaction = transactions.back();
    transaction.legs.push_back(std::move(event));
    read_rest(result, row, transaction);
  }
  return transactions;
}

}  // namespace ledger
