#include "tests/matrix/situation.hpp"

namespace ledger::test {

std::string_view name_of(Situation situation) {
  switch (situation) {
    case Situation::replay:
      return "replay";
    case Situation::again_under_another_uid:
      return "again_under_another_uid";
    case Situation::other_content:
      return "other_content";
    case Situation::uid_of_another:
      return "uid_of_another";
    case Situation::too_little_money:
      return "too_little_money";
    case Situation::over_the_limit:
      return "over_the_limit";
    case Situation::unknown_account:
      return "unknown_account";
    case Situation::unknown_receiver:
      return "unknown_receiver";
    case Situation::wrong_currency:
      return "wrong_currency";
    case Situation::receivers_currency:
      return "receivers_currency";
    case Situation::number_beyond_int64:
      return "number_beyond_int64";
    case Situation::minor_units_beyond_int64:
      return "minor_units_beyond_int64";
    case Situation::sum_beyond_int64:
      return "sum_beyond_int64";
  }
  __builtin_unreachable();
}

}  // namespace ledger::test
