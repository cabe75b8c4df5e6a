// A way into the ledger: turns an order into a real call, and says in a few words what came of it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/matrix/order.hpp"
#include "tests/support/api/api_server.hpp"

namespace ledger::test {

/// Every way in.
enum class DoorName {
  rest,
  bulk_array,  ///< POST /v1/transactions with a JSON array
  bulk_lines,  ///< likewise with lines
  wallets,     ///< the dialect
  balance,     ///< the dialect over HTTP
  grpc,
  bulk_grpc,     ///< RecordTransactions
  balance_grpc,  ///< the dialect over gRPC
};

inline constexpr DoorName all_doors[] = {
    DoorName::rest,    DoorName::bulk_array, DoorName::bulk_lines, DoorName::wallets,
    DoorName::balance, DoorName::grpc,       DoorName::bulk_grpc,  DoorName::balance_grpc,
};

/// "bulk_array"
std::string_view name_of(DoorName door);

struct DoorAnswer {
  /// "recorded", "replayed" ("done" where the way in does not tell them apart), or status and code of a refusal:
  /// "402 insufficient_funds", "NOT_FOUND account_not_found".
  std::string verdict;
  /// All that a success said, but for whether it was a replay.
  std::string text;
};

/// Not for several threads.
class EntryPoint {
 public:
  EntryPoint() = default;
  virtual ~EntryPoint() = default;
  EntryPoint(const EntryPoint&) = delete;
  EntryPoint& operator=(const EntryPoint&) = delete;

  /// Gives the order; nothing if there are no words for it here.
  virtual std::optional<DoorAnswer> send(const Order& order) = 0;
};

/// The server's door of that name.
std::unique_ptr<EntryPoint> open_door(DoorName name, const ApiServer& server);

std::unique_ptr<EntryPoint> rest_door(const ApiServer& server);
std::unique_ptr<EntryPoint> bulk_door(const ApiServer& server, bool as_lines);
std::unique_ptr<EntryPoint> wallets_door(const ApiServer& server);
std::unique_ptr<EntryPoint> balance_door(const ApiServer& server);
std::unique_ptr<EntryPoint> grpc_door(const ApiServer& server);
std::unique_ptr<EntryPoint> bulk_grpc_door(const ApiServer& server);
std::unique_ptr<EntryPoint> balance_grpc_door(const ApiServer& server);

}  // namespace ledger::test
