#include "ledger/journal/text_columns.hpp"

#include <string_view>
#include <vector>

namespace ledger {
namespace {

using Bytes = std::span<const std::uint8_t>;

int send_comments(PostgresConnection& connection, std::span<const Recorded> transactions) {
  std::vector<Bytes> uids;
  std::vector<Bytes> salts;
  std::vector<std::string_view> comments;
  for (const auto& transaction : transactions) {
    if (!transaction.comment) continue;
    uids.emplace_back(transaction.legs.front().uid.bytes);
    salts.emplace_back(transaction.comment->salt);
    comments.emplace_back(transaction.comment->text);
  }
  if (uids.empty()) return 0;
  PostgresParameters parameters;
  parameters.add_uuid_array(uids);
  parameters.add_bytea_array(salts);
  parameters.add_text_array(comments);
  connection.send_prepared("insert_comments", parameters);
  return 1;
}

int send_identities(PostgresConnection& connection, std::span<const Recorded> transactions) {
  std::vector<std::int64_t> accounts;
  std::vector<Bytes> salts;
  std::vector<std::string_view> names;
  std::vector<std::string_view> external_ids;
  for (const auto& transaction : transactions) {
    const auto& identity = transaction.identity;
    if (!identity) continue;
    accounts.push_back(transaction.legs.front().account.value);
    salts.emplace_back(identity->salt);
    names.emplace_back(identity->name);
    // An empty text is stored as none.
    external_ids.push_back(identity->external_id ? std::string_view(*identity->external_id) : std::string_view());
  }
  if (accounts.empty()) return 0;
  PostgresParameters parameters;
  parameters.add_int64_array(accounts);
  parameters.add_bytea_array(salts);
  parameters.add_text_array(names);
  parameters.add_text_array(external_ids);
  connection.send_prepared("insert_identities", parameters);
  return 1;
}

}  // namespace

int send_texts(PostgresConnection& connection, std::span<const Recorded> transactions) {
  return send_comments(connection, transactions) + send_identities(connection, transactions);
}

}  // namespace ledger
