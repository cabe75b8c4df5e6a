#include "api/services/forget_holder.hpp"

#include "api/services/submit.hpp"
#include "ledger/directory/comment_erasure.hpp"

namespace ledger::api {

Task<Outcome> forget_holder(AppContext& services, EraseIdentity command, std::optional<TraceParent> trace) {
  Outcome outcome = co_await submit(services.writer, std::move(command), trace);
  const auto* applied = std::get_if<Applied>(&outcome);
  if (applied == nullptr) co_return outcome;
  const Event& erased = applied->recorded.legs.front();
  for (bool is_done = false; !is_done;) {
    // Texts are all that the pool's connections may delete.
    auto erase = [account = erased.account, version = erased.version](pqxx::transaction_base& transaction) {
      return erase_comments(transaction, account, version);
    };
    is_done = co_await services.long_reads.run(std::move(erase));
  }
  co_return outcome;
}

}  // namespace ledger::api
