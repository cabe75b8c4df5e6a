// The opaque text that says where a list of accounts goes on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/values/ids.hpp"

namespace ledger::api {

/// Letters and digits only.
std::string account_cursor(AccountId last);
/// Nothing for a text that account_cursor() did not make.
std::optional<AccountId> parse_account_cursor(std::string_view text);

}  // namespace ledger::api
