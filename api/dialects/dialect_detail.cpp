#include "api/dialects/dialect_detail.hpp"

#include "ledger/domain/values/money.hpp"

namespace ledger::api {

std::string dialect_detail(const Rejection& rejection) {
  switch (rejection.code) {
    case RejectionCode::insufficient_funds:
      if (!rejection.shortfall) return rejection.detail;
      return "available are " + format_amount(rejection.shortfall->available, rejection.shortfall->currency);
    case RejectionCode::amount_not_positive:
      return "an amount is greater than zero";
    case RejectionCode::uid_reused:
      return "this uid names another transaction";
    default:
      return rejection.detail;
  }
}

}  // namespace ledger::api
