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
enum class EntryPointName {
  rest,
  bulk_array,  ///< POST /v1/transactions with a JSON array
  bulk_lines,  ///< the same with lines
  wallets,     ///< the dialect
  balance,     ///< the dialect over HTTP
  grpc,
  bulk_grpc,     ///< RecordTransactions
  balance_grpc,  ///< the dialect over gRPC
};

inline constexpr EntryPointName all_entry_points[] = {
    EntryPointName::rest,    EntryPointName::bulk_array, EntryPointName::bulk_lines, EntryPointName::wallets,
    EntryPointName::balance, EntryPointName::grpc,       EntryPointName::bulk_grpc,  EntryPointName::balance_grpc,
};

/// "bulk_array"
std::string_view name_of(EntryPointName entry_point);

struct EntryPointAnswer {
  /// "recorded", "replayed" ("done" where the entry point does not distinguish them), or status and code of a refusal:
  /// "402 insufficient_funds", "NOT_FOUND account_not_found".
  std::string verdict;
  /// The contents of a success, except for whether it was a replay.
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
  virtual std::optional<EntryPointAnswer> send(const Order& order) = 0;
};

/// Returns the server's entry point of this name.
std::unique_ptr<EntryPoint> open_entry_point(EntryPointName name, const ApiServer& server);

std::unique_ptr<EntryPoint> rest_entry_point(const ApiServer& server);
std::unique_ptr<EntryPoint> bulk_entry_point(const ApiServer& server, bool as_lines);
std::unique_ptr<EntryPoint> wallets_entry_point(const ApiServer& server);
std::unique_ptr<EntryPoint> balance_entry_point(const ApiServer& server);
std::unique_ptr<EntryPoint> grpc_entry_point(const ApiServer& server);
std::unique_ptr<EntryPoint> bulk_grpc_entry_point(const ApiServer& server);
std::unique_ptr<EntryPoint> balance_grpc_entry_point(const ApiServer& server);

}  // namespace ledger::test
