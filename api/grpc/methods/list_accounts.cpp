#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/reading.hpp"
#include "api/services/as_of.hpp"
#include "api/services/known_identity.hpp"
#include "ledger/queries/account_list.hpp"

namespace ledger::api {
namespace {

AccountPage read_page(pqxx::transaction_base& transaction, std::optional<AccountId> after, int size,
                      const std::optional<std::string>& external_id) {
  if (!external_id) return list_accounts(transaction, after, size);
  AccountPage page;
  const auto find = [&](pqxx::transaction_base& session) { return find_account(session, *external_id); };
  if (auto found = find_known(transaction, find)) page.accounts.push_back(std::move(*found));
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

  const AppContext& services = call.services;
  auto read = as_of_end(services.journal, services.epochs,
                        [after, size, external_id, count = services.journal_count,
                         &epochs = services.epochs](pqxx::transaction_base& transaction) {
                          auto page = read_page(transaction, after, size, external_id);
                          // Accounts are of all journals.
                          if (count > 1) learn_all_epochs(transaction, epochs);
                          return page;
                        });
  auto& pool = external_id ? call.services.reads : call.services.long_reads;
  const auto [position, page] = co_await pool.run(std::move(read), call.principal->id);
  for (const auto& account : page.accounts) fill(*response.add_accounts(), account, services.epochs);
  if (page.next) response.set_next_page_token(std::to_string(page.next->value));
  response.set_position(to_string(position));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
