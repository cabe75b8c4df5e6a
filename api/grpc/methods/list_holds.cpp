#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/services/reads/lists.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_list_holds(Call& call, const v1::ListHoldsRequest& request, v1::ListHoldsResponse& response) {
  RequestFields fields;
  const auto wanted = fields.account("account_id", request.account_id());
  const int size = fields.page_size(request.page_size());
  std::optional<Uid> after;
  if (!request.page_token().empty()) {
    // A page's token is the last uid on it.
    after = parse_uid(request.page_token());
    if (!after) fields.refuse_page_token();
  }
  const auto least = fields.min_position(LEDGER_OPTIONAL_FIELD(request, min_position), call.services.journal_count);
  if (!fields.errors().empty()) co_return status_of(fields.errors());

  const OpenHoldsQuery query{.account = *wanted, .after = after, .limit = size};
  const auto listed = co_await list_open_holds(call.services, *call.principal, query, least);
  if (!listed) co_return status_of(listed.refusal());
  const auto& [position, page] = *listed;
  if (!page) co_return account_not_found("account_id");
  for (const auto& hold : page->holds) fill(*response.add_holds(), hold, call.services.epochs);
  if (page->next) response.set_next_page_token(to_string(*page->next));
  response.set_position(to_string(position));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
