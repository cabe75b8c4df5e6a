#include "ledger/domain/rejection.hpp"

namespace ledger {

std::string_view name_of(RejectionCode code) {
  switch (code) {
    case RejectionCode::account_not_found:
      return "account_not_found";
    case RejectionCode::account_frozen:
      return "account_frozen";
    case RejectionCode::account_closed:
      return "account_closed";
    case RejectionCode::account_not_frozen:
      return "account_not_frozen";
    case RejectionCode::account_not_empty:
      return "account_not_empty";
    case RejectionCode::same_account:
      return "same_account";
    case RejectionCode::insufficient_funds:
      return "insufficient_funds";
    case RejectionCode::limit_exceeded:
      return "limit_exceeded";
    case RejectionCode::limit_invalid:
      return "limit_invalid";
    case RejectionCode::limit_below_balance:
      return "limit_below_balance";
    case RejectionCode::amount_not_positive:
      return "amount_not_positive";
    case RejectionCode::amount_too_precise:
      return "amount_too_precise";
    case RejectionCode::amount_out_of_range:
      return "amount_out_of_range";
    case RejectionCode::balance_out_of_range:
      return "balance_out_of_range";
    case RejectionCode::currency_mismatch:
      return "currency_mismatch";
    case RejectionCode::timestamp_in_future:
      return "timestamp_in_future";
    case RejectionCode::books_closed:
      return "books_closed";
    case RejectionCode::hold_not_found:
      return "hold_not_found";
    case RejectionCode::hold_not_due:
      return "hold_not_due";
    case RejectionCode::amount_above_hold:
      return "amount_above_hold";
    case RejectionCode::transaction_not_found:
      return "transaction_not_found";
    case RejectionCode::identity_not_found:
      return "identity_not_found";
    case RejectionCode::already_reversed:
      return "already_reversed";
    case RejectionCode::not_reversible:
      return "not_reversible";
    case RejectionCode::external_id_taken:
      return "external_id_taken";
    case RejectionCode::login_taken:
      return "login_taken";
    case RejectionCode::uid_reused:
      return "uid_reused";
    case RejectionCode::not_applied:
      return "not_applied";
  }
  __builtin_unreachable();
}

}  // namespace ledger
