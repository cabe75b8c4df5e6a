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
    case RejectionCode::insufficient_funds:
      return "insufficient_funds";
    case RejectionCode::limit_exceeded:
      return "limit_exceeded";
    case RejectionCode::limit_invalid:
      return "limit_invalid";
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
    case RejectionCode::external_id_taken:
      return "external_id_taken";
    case RejectionCode::uid_reused:
      return "uid_reused";
  }
  __builtin_unreachable();
}

}  // namespace ledger
