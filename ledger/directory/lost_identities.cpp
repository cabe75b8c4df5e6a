#include "ledger/directory/lost_identities.hpp"

#include <algorithm>

#include "ledger/directory/texts_sql.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

constexpr const char* identities_behind_sql =
    "select account_id, salt, name, external_id, login, password_hash from identity where account_id > $1::bigint"
    " order by account_id limit $2::bigint";
constexpr const char* lost_behind_sql =
    "select account_id, state from lost_identity where account_id > $1::bigint order by account_id limit $2::bigint";
constexpr const char* lost_of_sql = "select account_id, state from lost_identity where account_id = any($1::bigint[])";
constexpr const char* waive_sql =
    "update lost_identity set state = 2, changed_at = clock_timestamp()"
    " where state = 1 and account_id = any($1::bigint[])";
constexpr const char* waive_all_sql =
    "update lost_identity set state = 2, changed_at = clock_timestamp() where state = 1";
constexpr const char* forget_sql = "delete from lost_identity where account_id = $1::bigint";
constexpr const char* note_entered_sql =
    "update lost_identity set state = 3, changed_at = clock_timestamp() where account_id = $1::bigint";
/// Parameters: account, external id, login. True in the first column if the id is taken.
constexpr const char* taken_sql =
    "select true from identity where account_id <> $1::bigint and external_id = $2::text"
    " union all select false from identity where account_id <> $1::bigint and login = $3::text limit 1";
constexpr const char* remove_sql = "delete from identity where account_id = $1::bigint";
constexpr const char* insert_sql =
    "insert into identity (account_id, salt, name, external_id, login, password_hash)"
    " values ($1::bigint, $2::bytea, $3::text, $4::text, $5::text, $6::text)";

Salt salt_in(const pqxx::field& field) {
  const auto bytes = stored_bytes(field);
  Salt salt{};
  ensure(bytes.size() == salt.size(), "a stored salt has another length");
  std::copy(bytes.begin(), bytes.end(), salt.begin());
  return salt;
}

std::optional<std::string> text_in(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional<std::string>(field.c_str());
}

const char* or_null(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

/// A bigint[] as text.
std::string array_of(const std::vector<AccountId>& accounts) {
  std::string text = "{";
  for (const auto& account : accounts) text.append(text.size() > 1 ? "," : "").append(std::to_string(account.value));
  return text + "}";
}

LostIdentities lost_in(const pqxx::result& rows) {
  LostIdentities lost;
  for (const auto& row : rows) {
    lost.emplace(AccountId(row[0].as<std::int64_t>()), static_cast<LostState>(row[1].as<std::int16_t>()));
  }
  return lost;
}

}  // namespace

std::vector<KeptIdentity> identities_behind(pqxx::transaction_base& transaction, AccountId after, int limit) {
  std::vector<KeptIdentity> found;
  for (const auto& row : execute(transaction, identities_behind_sql, after.value, limit)) {
    KeptIdentity identity{.account = AccountId(row[0].as<std::int64_t>()),
                          .salt = salt_in(row[1]),
                          .name = row[2].c_str(),
                          .external_id = text_in(row[3]),
                          .login = std::nullopt};
    if (!row[4].is_null()) identity.login = Login{.name = row[4].c_str(), .password_hash = row[5].c_str()};
    found.push_back(std::move(identity));
  }
  return found;
}

LostIdentities lost_identities_behind(pqxx::transaction_base& transaction, AccountId after, int limit) {
  return lost_in(execute(transaction, lost_behind_sql, after.value, limit));
}

LostIdentities lost_identities_of(pqxx::transaction_base& transaction, const std::vector<AccountId>& accounts) {
  return lost_in(execute(transaction, lost_of_sql, array_of(accounts)));
}

bool identities_are_missing(pqxx::transaction_base& transaction) {
  return !execute(transaction, identities_lost_sql).empty();
}

std::int64_t waive_identities(pqxx::transaction_base& transaction, const std::vector<AccountId>& accounts) {
  return static_cast<std::int64_t>(execute(transaction, waive_sql, array_of(accounts)).affected_rows());
}

std::int64_t waive_all_identities(pqxx::transaction_base& transaction) {
  return static_cast<std::int64_t>(execute(transaction, waive_all_sql).affected_rows());
}

void forget_lost_identity(pqxx::transaction_base& transaction, AccountId account) {
  execute(transaction, forget_sql, account.value);
}

Taken restore_identity(pqxx::transaction_base& transaction, const KeptIdentity& identity, bool proven) {
  ensure(identity.salt.has_value(), "an identity to store has a salt");
  const auto login = identity.login ? std::optional(identity.login->name) : std::nullopt;
  const auto password_hash = identity.login ? std::optional(identity.login->password_hash) : std::nullopt;
  const auto taken =
      execute(transaction, taken_sql, identity.account.value, or_null(identity.external_id), or_null(login));
  if (!taken.empty()) return taken[0][0].as<bool>() && identity.external_id ? Taken::external_id : Taken::login;
  execute(transaction, remove_sql, identity.account.value);
  const auto salt = bytea_text(*identity.salt);
  execute(transaction, insert_sql, identity.account.value, salt, identity.name, or_null(identity.external_id),
          or_null(login), or_null(password_hash));
  execute(transaction, proven ? forget_sql : note_entered_sql, identity.account.value);
  return Taken::nothing;
}

}  // namespace ledger
