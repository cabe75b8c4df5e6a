// Reads messages and JSON into fields of the same names, so that they can be compared.
#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <string>

#include "ledger/v1/ledger.pb.h"
#include "tests/support/json.hpp"

namespace ledger::test {

/// A text for every name.
using Fields = std::map<std::string, std::string>;

/// Every field that is there and not repeated, by its name: times and hashes as in JSON; the fields of a message within
/// stand beside the others.
Fields told_by(const google::protobuf::Message& message);

/// Every member of an object that is not null, by its name.
Fields told_by(const Json& object);

/// "held: 1.00, 2.00" for each name that they tell otherwise; empty if they tell the same.
std::string difference(const Fields& one, const Fields& other);

/// As told_by() of a transaction or a hold over HTTP, by the names that gRPC has for them, and with positions of
/// journal 0.
Fields told_by_rest(const Json& object);

/// With their legs, and without what HTTP tells elsewhere.
Fields told_by(v1::Transaction transaction);
Fields told_by(v1::Hold hold);

}  // namespace ledger::test
