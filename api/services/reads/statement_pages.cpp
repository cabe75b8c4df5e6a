#include "api/services/reads/statement_pages.hpp"

#include <atomic>
#include <memory>

#include "api/services/context/read_replica.hpp"
#include "api/services/reads/past_of_account.hpp"
#include "ledger/queries/transactions.hpp"

#include <utility>

namespace ledger::api {
namespace {

StatementPage next_page(pqxx::transaction_base& transaction, Statement statement, std::size_t lines_max,
                        const WriteLines& write) {
  const auto lines = statement.next(transaction, lines_max);
  auto text = write(statement, lines);
  return {.statement = std::move(statement), .text = std::move(text)};
}

/// Lets lines be written once only: a replica that answers too late finds that the database was asked meanwhile.
class WriteOnce {
 public:
  explicit WriteOnce(WriteLines write) : write_(std::move(write)) {}

  [[nodiscard]] bool begin() { return !begun_->exchange(true); }
  /// For whoever has begun.
  [[nodiscard]] const WriteLines& write() const { return write_; }

 private:
  WriteLines write_;
  std::shared_ptr<std::atomic<bool>> begun_ = std::make_shared<std::atomic<bool>>(false);
};

ReadsUnavailable too_late() {
  return {.code = "deadline_passed", .detail = "the database did not answer in time", .field = {}};
}

/// A page as the replica has it. Returns nothing if it lacks something, or there is none to be asked. `begin` makes the
/// statement whose next lines are read, of a session and K; it may return nothing.
template <class Begin>
Task<std::optional<StatementPage>> page_from_replica(AppContext& services, std::string caller, StatementQuery query,
                                                     std::size_t lines_max, WriteOnce once, Begin begin) {
  const auto past = co_await past_for_replica(services, query.account, query.journal, query.known_at);
  if (!past) co_return std::nullopt;
  auto read = [past = *past, lines_max, once,
               begin = std::move(begin)](pqxx::transaction_base& transaction) mutable -> std::optional<StatementPage> {
    if (!has_event(transaction, past.last)) return std::nullopt;
    std::optional<Statement> statement = begin(transaction, past.known_at);
    if (!statement) return std::nullopt;
    const auto lines = statement->next(transaction, lines_max);
    if (!once.begin()) throw too_late();
    auto text = once.write()(*statement, lines);
    return StatementPage{.statement = std::move(*statement), .text = std::move(text)};
  };
  auto& replica = *services.replica;
  auto page = co_await replica.run(replica.pages(), std::move(read), std::move(caller));
  // It may be writing at this very moment.
  if (!page && !once.begin()) throw too_late();
  co_return page;
}

}  // namespace

Task<Result<std::optional<StatementPage>, Permission>> open_statement(AppContext& services, const Principal& caller,
                                                                      StatementQuery query, MinimumPosition least,
                                                                      std::size_t lines_max, WriteLines write) {
  if (!caller.may_read(query.account)) co_return Permission::hidden;
  co_await await_minimum(services, least);
  query.known_at = co_await await_known(services, query.journal, query.known_at);
  auto open = [query](pqxx::transaction_base& transaction, const PositionToken& known_at) {
    return Statement::open(transaction, query, known_at);
  };
  auto page = co_await page_from_replica(services, caller.id, query, lines_max, WriteOnce(write), std::move(open));
  if (page) co_return std::move(page);
  auto read = [query, lines_max, write = std::move(write),
               &epochs = services.epochs](pqxx::transaction_base& transaction) -> std::optional<StatementPage> {
    const auto known_at = resolved(transaction, query.journal, query.known_at, epochs);
    auto statement = Statement::open(transaction, query, known_at);
    if (!statement) return std::nullopt;
    return next_page(transaction, std::move(*statement), lines_max, write);
  };
  co_return co_await services.long_reads.run(std::move(read), caller.id);
}

Task<StatementPage> continue_statement(AppContext& services, std::string caller, Statement statement,
                                       std::size_t lines_max, WriteLines write) {
  const auto& frame = statement.frame();
  const StatementQuery rest{.account = frame.account,
                            .journal = frame.known_at.journal,
                            .from = std::nullopt,
                            .before = std::nullopt,
                            .known_at = {.position = frame.known_at},
                            .place = std::nullopt};
  auto go_on = [statement](pqxx::transaction_base&, const PositionToken&) { return std::optional(statement); };
  auto page = co_await page_from_replica(services, caller, rest, lines_max, WriteOnce(write), std::move(go_on));
  if (page) co_return std::move(*page);
  // A copy, as the query may be run again where a connection turns out to be lost.
  auto read = [statement = std::move(statement), lines_max, write = std::move(write)](
                  pqxx::transaction_base& transaction) { return next_page(transaction, statement, lines_max, write); };
  co_return co_await services.long_reads.run(std::move(read), std::move(caller));
}

}  // namespace ledger::api
