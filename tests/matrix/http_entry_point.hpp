// The common base of the entry points over HTTP.
#pragma once

#include "tests/matrix/entry_point.hpp"

namespace ledger::test {

/// Returns the status and code of an HTTP answer.
EntryPointAnswer entry_point_answer(const Answer& answer);

/// The header that makes a call happen once.
HttpFields key_of(const Order& order);

/// The body of a payment, transfer or hold; `more` is put before the closing brace.
std::string money_body(const Order& order, const std::string& more = "");

/// An order as an element of POST /v1/transactions; nothing if it is none of those.
std::optional<std::string> bulk_element(const Order& order);

}  // namespace ledger::test
