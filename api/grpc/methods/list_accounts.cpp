#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/services/reads/lists.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_list_accounts(Call& call, const v1::ListAccountsRequest& request,
                                     v1::ListAccountsResponse& response) {
  RequestFields fields;
  AccountsQuery query{.external_id = {}, .name_start = {}, .after = {}, .limit = fields.page_size(request.page_size())};
  query.external_id = fields.text("external_id", LEDGER_OPTIONAL_FIELD(request, external_id), external_id_bytes_max);
  query.name_start = fields.text("name", LEDGER_OPTIONAL_FIELD(request, name), name_bytes_max);
  if (query.external_id && query.name_start) fields.refuse("name", "unknown_field", "not together with external_id");
  if (!request.page_token().empty()) {
    query.after = parse_account_id(request.page_token());
    if (!query.after || query.name_start) fields.refuse_page_token();
  }
  const auto least = fields.min_position(LEDGER_OPTIONAL_FIELD(request, min_position), call.services.journal_count);
  if (!fields.errors().empty()) co_return status_of(fields.errors());

  const auto [position, page] = co_await list_accounts(call.services, *call.principal, std::move(query), least);
  for (const auto& account : page.accounts) fill(*response.add_accounts(), account, call.services.epochs);
  if (page.next) response.set_next_page_token(std::to_string(page.next->value));
  response.set_position(to_string(position));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
