#include "api/grpc/messages.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/reading.hpp"
#include "api/grpc/request_fields.hpp"
#include "api/services/as_of.hpp"
#include "ledger/journal/account_list.hpp"

namespace ledger::api {
namespace {

AccountPage read_page(pqxx::transaction_base& transaction, std::optional<AccountId> after, int size,
                      const std::optional<std::string>& external_id) {
  if (!external_id) return list_accounts(transaction, after, size);
  AccountPage page;
  if (auto found = find_account(transaction, *external_id)) page.accounts.push_back(std::move(*found));
  return page;
}

}  // namespace

Task<grpc::Status> rpc_list_accounts(Call& call, const v1::ListAccountsRequest& request,
                                     v1::ListAccountsResponse& response) {
  RequestFields fields;
  const int size = fields.page_size(request.page_size());
  const auto external_id =
      fields.text("external_id", LEDGER_OPTIONAL_FIELD(request, external_id), external_id_bytes_max);
  std::optional<AccountId> after;
  if (!request.page_token().empty()) {
    after = parse_account_id(request.page_token());
    if (!after) fields.refuse_page_token();
  }
  const auto least = fields.least_position(LEDGER_OPTIONAL_FIELD(request, min_position), call.services.journal_count);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  auto late = co_await await_least_position(call, least);
  if (late) co_return std::move(*late);

  const auto journal = call.services.journal;
  auto read = as_of_end(journal, [after, size, external_id](pqxx::transaction_base& transaction) {
    return read_page(transaction, after, size, external_id);
  });
  const auto [position, page] = co_await call.services.reads.run(std::move(read));
  for (const auto& account : page.accounts) fill(*response.add_accounts(), account);
  if (page.next) response.set_next_page_token(std::to_string(page.next->value));
  response.set_position(to_string(PositionToken{journal, position}));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
