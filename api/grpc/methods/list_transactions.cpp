#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/reading.hpp"
#include "api/services/lists.hpp"
#include "api/services/transaction_types.hpp"

namespace ledger::api {
namespace {

/// What the request asks for; what is wrong with it is noted.
HistoryQuery question_of(RequestFields& fields, const v1::ListTransactionsRequest& request) {
  HistoryQuery question;
  question.account = fields.account("account_id", request.account_id()).value_or(AccountId());
  question.limit = fields.page_size(request.page_size());
  question.descending = request.descending();
  if (!request.page_token().empty()) {
    // A page's token is the last version on it; which way to go on the request says again.
    const auto version = parse_account_id(request.page_token());
    if (!version) fields.refuse_page_token();
    if (version) question.after = Version(version->value);
  }
  question.filter.from = fields.moment("from", LEDGER_OPTIONAL_FIELD(request, from));
  question.filter.before = fields.moment("before", LEDGER_OPTIONAL_FIELD(request, before));
  for (const auto& type : request.types()) {
    const auto types = event_types_of(type);
    if (types.empty()) fields.refuse("types", "type_unknown", transaction_types());
    question.filter.types.insert(question.filter.types.end(), types.begin(), types.end());
  }
  return question;
}

}  // namespace

Task<grpc::Status> rpc_list_transactions(Call& call, const v1::ListTransactionsRequest& request,
                                         v1::ListTransactionsResponse& response) {
  RequestFields fields;
  const auto question = question_of(fields, request);
  const auto least = fields.least_position(LEDGER_OPTIONAL_FIELD(request, min_position), call.services.journal_count);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  if (!call.principal->may_read(question.account)) co_return status_of(Permission::hidden);
  auto late = co_await await_least_position(call, least);
  if (late) co_return std::move(*late);

  const auto [position, page] =
      co_await call.services.long_reads.run(history_reader(call.services, question), call.principal->id);
  if (!page.account_exists) co_return account_not_found("account_id");
  for (const auto& entry : page.entries) fill_history_entry(*response.add_transactions(), entry, call.services.epochs);
  if (page.next) response.set_next_page_token(std::to_string(page.next->value));
  response.set_position(to_string(position));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
