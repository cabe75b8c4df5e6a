#include "ledger/writer/session/erasable_text_columns.hpp"

#include <string_view>
#include <vector>

namespace ledger {
namespace {

using StoredBytes = std::span<const std::uint8_t>;

int send_comments(PostgresConnection& connection, std::span<const NewTransaction> transactions) {
  std::vector<StoredBytes> uids;
  std::vector<StoredBytes> salts;
  std::vector<std::string_view> comments;
  for (const auto& [transaction, first_new_leg, command] : transactions) {
    if (first_new_leg > 0 || !transaction.comment) continue;
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

int send_identities(PostgresConnection& connection, std::span<const NewTransaction> transactions) {
  std::vector<std::int64_t> accounts;
  std::vector<StoredBytes> salts;
  std::vector<std::string_view> names;
  std::vector<std::string_view> external_ids;
  std::vector<std::string_view> logins;
  std::vector<std::string_view> password_hashes;
  for (const auto& [transaction, first_new_leg, command] : transactions) {
    const auto& identity = transaction.identity;
    if (first_new_leg > 0 || !identity) continue;
    accounts.push_back(transaction.legs.front().account.value);
    salts.emplace_back(identity->salt);
    names.emplace_back(identity->name);
    // An empty text is stored as none.
    external_ids.push_back(identity->external_id ? std::string_view(*identity->external_id) : std::string_view());
    logins.push_back(identity->login ? std::string_view(identity->login->name) : std::string_view());
    password_hashes.push_back(identity->login ? std::string_view(identity->login->password_hash) : std::string_view());
  }
  if (accounts.empty()) return 0;
  PostgresParameters parameters;
  parameters.add_int64_array(accounts);
  parameters.add_bytea_array(salts);
  parameters.add_text_array(names);
  parameters.add_text_array(external_ids);
  parameters.add_text_array(logins);
  parameters.add_text_array(password_hashes);
  connection.send_prepared("insert_identities", parameters);
  return 1;
}

int send_erasures(PostgresConnection& connection, std::span<const NewTransaction> transactions) {
  std::vector<std::int64_t> accounts;
  for (const auto& transaction : transactions) {
    const Event& latest = transaction.recorded.legs.back();
    if (latest.type == EventType::identity_erased) accounts.push_back(latest.account.value);
  }
  if (accounts.empty()) return 0;
  PostgresParameters parameters;
  parameters.add_int64_array(accounts);
  connection.send_prepared("delete_identities", parameters);
  return 1;
}

}  // namespace

int send_texts(PostgresConnection& connection, std::span<const NewTransaction> transactions) {
  // The erasures last: a holder may have come and gone within one batch.
  int statements = send_comments(connection, transactions);
  statements += send_identities(connection, transactions);
  statements += send_erasures(connection, transactions);
  return statements;
}

}  // namespace ledger
