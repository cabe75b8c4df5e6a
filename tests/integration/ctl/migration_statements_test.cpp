// Migrations outside a transaction may contain certain statements only.
#include "ledger/ctl/migration_statements.hpp"
#include "schemas/migrations.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {

TEST_CASE("A migration says in its first line that it runs outside a transaction", "[migrate]") {
  CHECK(is_concurrent("-- migrate: outside a transaction\ncreate index concurrently a on b (c);"));
  CHECK_FALSE(is_concurrent("create index a on b (c);\n-- migrate: outside a transaction\n"));
  CHECK_FALSE(is_concurrent("-- migrate: outside a transaction, maybe\n"));
  CHECK_FALSE(is_concurrent(""));
}

TEST_CASE("The statements of a migration outside a transaction can all be repeated", "[migrate]") {
  const auto statements = index_statements(
      "-- migrate: outside a transaction\n"
      "-- one; and two\n"
      "create index concurrently first on event (actor) where status <> 1;\n"
      "CREATE UNIQUE INDEX CONCURRENTLY second\n  ON event (leg); -- what for\n"
      "drop index concurrently if exists third\n");
  REQUIRE(statements.size() == 3);
  CHECK(statements[0].index == "first");
  CHECK(statements[0].sql == "create index concurrently first on event (actor) where status <> 1");
  CHECK(statements[1].index == "second");
  CHECK(statements[1].kind == IndexStatement::Kind::create);
  CHECK(statements[2].index == "third");
  CHECK(statements[2].kind == IndexStatement::Kind::drop);
  for (const auto* wrong : {"create index first on event (actor);", "create index concurrently on event (actor);",
                            "create index concurrently if not exists first on event (actor);",
                            "drop index concurrently first;", "insert into event default values;", "-- nothing\n;;"}) {
    INFO(wrong);
    CHECK_THROWS(index_statements(wrong));
  }
}

TEST_CASE("Every migration is one of the two kinds", "[migrate]") {
  for (const auto& migration : migrations()) {
    INFO(migration.name);
    if (is_concurrent(migration.sql)) {
      CHECK_NOTHROW(index_statements(migration.sql));
    } else {
      CHECK(migration.sql.find("concurrently") == std::string_view::npos);
    }
  }
}

}  // namespace ledger::test
