// Reads messages and JSON into fields of the same names, so that they can be compared.
#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <string>

#include "ledger/v1/ledger.pb.h"
#include "tests/support/json.hpp"

namespace ledger::test {

/// The text of each field, by the field's name.
using Fields = std::map<std::string, std::string>;

/// Returns the message's fields that are set and not repeated, with times and hashes as in JSON. The fields of an inner
/// message are added to the same map.
Fields fields_of(const google::protobuf::Message& message);

/// Returns the object's members that are not null.
Fields fields_of(const Json& object);

/// Returns "held: 1.00, 2.00" for each name whose texts differ; empty if none differ.
std::string difference(const Fields& one, const Fields& other);

/// Returns the fields of a transaction or a hold over HTTP with their names in gRPC and positions in journal 0.
Fields rest_fields(const Json& object);

/// Returns the fields with the legs, but without those that HTTP returns elsewhere.
Fields fields_of(v1::Transaction transaction);
Fields fields_of(v1::Hold hold);

}  // namespace ledger::test
