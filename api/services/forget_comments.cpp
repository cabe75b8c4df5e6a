#include "api/services/forget_comments.hpp"

#include "ledger/journal/comment_erasure.hpp"

namespace ledger::api {
namespace {

/// Events looked at in one statement: a few milliseconds, however long the account's history is.
constexpr int chunk_events = 1000;

}  // namespace

Task<void> forget_comments(Services& services, Event erased) {
  std::optional<Version> after = Version(0);
  while (after) {
    // Texts are all that the pool's connections may delete.
    auto erase = [account = erased.account, last = erased.version,
                  start = *after](pqxx::transaction_base& transaction) {
      return erase_comments(transaction, account, start, last, chunk_events);
    };
    after = co_await services.reads.run(std::move(erase));
  }
}

}  // namespace ledger::api
