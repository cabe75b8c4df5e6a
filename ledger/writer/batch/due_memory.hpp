// From when on accounts may have open holds, as far as it is known.
#pragma once

#include <unordered_map>

#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/moment.hpp"

namespace ledger {

/// The index entries of an account's ended holds stay as long as anybody has an old snapshot. What a writer has looked
/// through once under the journal's lock it need not look through again: no hold is placed that ends before the time of
/// that look. Bounded: when it is full, it forgets everything.
class DueMemory {
 public:
  /// None of the account's holds that end before this is open; Moment::min() if nothing is known.
  [[nodiscard]] Moment open_from(AccountId account) const;
  /// Known to be so, under the lock of the account's journal.
  void learn(AccountId account, Moment open_from);
  /// A hold was placed that ends then: before what is known, if the database's clock was set back.
  void note_placed(AccountId account, Moment expires);
  [[nodiscard]] bool is_empty() const { return open_from_.empty(); }
  void clear() { open_from_.clear(); }

 private:
  std::unordered_map<AccountId, Moment> open_from_;
};

}  // namespace ledger
