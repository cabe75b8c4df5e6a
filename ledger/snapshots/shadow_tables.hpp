// A second set of the snapshot tables beside the live ones, defined like them whatever migrations have made of those.
#pragma once

#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// The end of every name in the second set.
constexpr const char* shadow_suffix = "_rebuild";

/// Makes the second set, empty, with the live tables' columns, checks, options, rights and owner, and drops one that
/// was left behind. Only tables whose rows are changed have their indexes yet. Needs the rights of the tables' owner.
void create_shadow_tables(PostgresConnection& connection);
/// Gives the other tables their indexes. Waits at most for those who write to the second set.
void add_shadow_indexes(PostgresConnection& connection);
/// Makes keys of those indexes that are keys of the live tables. Waits for those who are reading the second set.
void add_shadow_keys(PostgresConnection& connection);
/// Puts the second set in the place of the live one, which is dropped. Within a transaction, which waits for those
/// that are reading, and has all others wait for its end.
void swap_in_shadow_tables(PostgresConnection& connection);
/// Within a transaction: has any exchange wait for its end. Needs the right to read the tables.
void hold_exchanges_off(PostgresConnection& connection);
/// Drops the second set.
void drop_shadow_tables(PostgresConnection& connection);

}  // namespace ledger
