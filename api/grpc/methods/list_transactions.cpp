#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/services/reads/lists.hpp"
#include "api/services/reads/transaction_types.hpp"

namespace ledger::api {
namespace {

/// Returns the query; `fields` notes what is wrong with the request.
HistoryQuery history_query(RequestFields& fields, const v1::ListTransactionsRequest& request) {
  HistoryQuery query;
  query.account = fields.account("account_id", request.account_id()).value_or(AccountId());
  query.limit = fields.page_size(request.page_size());
  query.descending = request.descending();
  if (!request.page_token().empty()) {
    // A page's token is the last version on it; which way to go on the request says again.
    const auto version = parse_account_id(request.page_token());
    if (!version) fields.refuse_page_token();
    if (version) query.after = Version(version->value);
  }
  query.filter.from = fields.moment("from", LEDGER_OPTIONAL_FIELD(request, from));
  query.filter.before = fields.moment("before", LEDGER_OPTIONAL_FIELD(request, before));
  for (const auto& type : request.types()) {
    const auto types = event_types_of(type);
    if (types.empty()) fields.refuse("types", "type_unknown", transaction_types());
    query.filter.types.insert(query.filter.types.end(), types.begin(), types.end());
  }
  return query;
}

}  // namespace

Task<grpc::Status> rpc_list_transactions(Call& call, const v1::ListTransactionsRequest& request,
                                         v1::ListTransactionsResponse& response) {
  RequestFields fields;
  auto query = history_query(fields, request);
  const auto least = fields.min_position(LEDGER_OPTIONAL_FIELD(request, min_position), call.services.journal_count);
  if (!fields.errors().empty()) co_return status_of(fields.errors());

  const auto listed = co_await list_history(call.services, *call.principal, std::move(query), least);
  if (!listed) co_return status_of(listed.refusal());
  const auto& [position, page] = *listed;
  if (!page.account_exists) co_return account_not_found("account_id");
  for (const auto& entry : page.entries) fill_history_entry(*response.add_transactions(), entry, call.services.epochs);
  if (page.next) response.set_next_page_token(std::to_string(page.next->value));
  response.set_position(to_string(position));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
