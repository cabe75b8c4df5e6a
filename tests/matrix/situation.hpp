// The situations that a command can meet.
#pragma once

#include <string_view>

namespace ledger::test {

/// The state of the ledger that a command meets.
enum class Situation {
  replay,                    ///< the same uid with the same content
  again_under_another_uid,   ///< the same content as something new
  other_content,             ///< the same uid with other content
  uid_of_another,            ///< the uid of another command's transaction
  too_little_money,          ///< more is asked for than there is
  over_the_limit,            ///< the balance would be above the limit
  unknown_account,           ///< an account that is not there, or a hold or a transaction where these stand for it
  unknown_receiver,          ///< the same for the receiver
  wrong_currency,            ///< a stated currency that is not the account's
  receivers_currency,        ///< the other side's account has another currency
  number_beyond_int64,       ///< an amount whose digits int64 does not hold
  minor_units_beyond_int64,  ///< an amount that int64 holds in units, but not in minor units
  sum_beyond_int64,          ///< a balance or a limit that int64 would not hold
};

inline constexpr Situation all_situations[] = {
    Situation::replay,
    Situation::again_under_another_uid,
    Situation::other_content,
    Situation::uid_of_another,
    Situation::too_little_money,
    Situation::over_the_limit,
    Situation::unknown_account,
    Situation::unknown_receiver,
    Situation::wrong_currency,
    Situation::receivers_currency,
    Situation::number_beyond_int64,
    Situation::minor_units_beyond_int64,
    Situation::sum_beyond_int64,
};

/// "too_little_money"
std::string_view name_of(Situation situation);

}  // namespace ledger::test
