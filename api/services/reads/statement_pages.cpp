#include "api/services/reads/statement_pages.hpp"

#include <utility>

namespace ledger::api {
namespace {

StatementPage next_page(pqxx::transaction_base& transaction, Statement statement, std::size_t lines_max,
                        const WriteLines& write) {
  const auto lines = statement.next(transaction, lines_max);
  auto text = write(statement, lines);
  return {.statement = std::move(statement), .text = std::move(text)};
}

}  // namespace

Task<Result<std::optional<StatementPage>, Permission>> open_statement(AppContext& services, const Principal& caller,
                                                                      StatementQuery query, MinimumPosition least,
                                                                      std::size_t lines_max, WriteLines write) {
  if (!caller.may_read(query.account)) co_return Permission::hidden;
  co_await await_minimum(services, least);
  query.known_at = co_await await_known(services, query.journal, query.known_at);
  auto read = [query, lines_max, write = std::move(write),
               &epochs = services.epochs](pqxx::transaction_base& transaction) -> std::optional<StatementPage> {
    auto statement = Statement::open(transaction, query, epochs);
    if (!statement) return std::nullopt;
    return next_page(transaction, std::move(*statement), lines_max, write);
  };
  co_return co_await services.long_reads.run(std::move(read), caller.id);
}

Task<StatementPage> continue_statement(AppContext& services, std::string caller, Statement statement,
                                       std::size_t lines_max, WriteLines write) {
  // A copy, as the query may be run again where a connection turns out to be lost.
  auto read = [statement = std::move(statement), lines_max, write = std::move(write)](
                  pqxx::transaction_base& transaction) { return next_page(transaction, statement, lines_max, write); };
  co_return co_await services.long_reads.run(std::move(read), std::move(caller));
}

}  // namespace ledger::api
