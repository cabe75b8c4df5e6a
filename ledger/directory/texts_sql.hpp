// All SQL that writes the erasable texts, or reads them together with their events. The journal runs it within its own
// transactions, so that a text is there exactly if its event is.
#pragma once

namespace ledger {

/// Parameters: transaction uids (uuid[]), salts (bytea[]), comments (text[]).
constexpr const char* insert_comments_sql =
    "insert into transaction_comment (transaction_uid, salt, comment)"
    " select * from unnest($1::uuid[], $2::bytea[], $3::text[])";

/// Parameters: account ids (bigint[]), salts (bytea[]), names, outside ids, logins, password hashes (all text[], empty
/// for none).
constexpr const char* insert_identities_sql =
    "insert into identity (account_id, salt, name, external_id, login, password_hash)"
    " select account_id, salt, name, nullif(external_id, ''), nullif(login, ''), nullif(password_hash, '')"
    " from unnest($1::bigint[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[])"
    " as new (account_id, salt, name, external_id, login, password_hash)";

/// Parameter: account ids (bigint[]).
constexpr const char* delete_identities_sql = "delete from identity where account_id = any($1::bigint[])";

/// Parameter: outside ids (text[]). Those of them that accounts have.
constexpr const char* taken_external_ids_sql = "select external_id from identity where external_id = any($1::text[])";

/// Parameter: logins (text[]). Those of them that accounts have.
constexpr const char* taken_logins_sql = "select login from identity where login = any($1::text[])";

/// A row if identities were lost in a restore, so that an outside id or a login that nobody seems to have may be
/// somebody's.
constexpr const char* identities_lost_sql = "select from lost_identity where state = 1 limit 1";

/// For a query on table event: its texts' columns and where they come from. An erased text is null.
#define LEDGER_TEXT_COLUMNS                                                                                     \
  " transaction_comment.comment, transaction_comment.salt, identity.name, identity.external_id, identity.salt," \
  " identity.login "
#define LEDGER_TEXT_JOINS                                                       \
  " left join transaction_comment on event.type <> 1 and event.text_hash <> ''" \
  " and transaction_comment.transaction_uid = event.transaction_uid"            \
  " left join identity on event.type = 1 and identity.account_id = event.account_id "

}  // namespace ledger
