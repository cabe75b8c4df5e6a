#include "tests/matrix/entry_point.hpp"

namespace ledger::test {

std::string_view name_of(EntryPointName entry_point) {
  switch (entry_point) {
    case EntryPointName::rest:
      return "rest";
    case EntryPointName::bulk_array:
      return "bulk_array";
    case EntryPointName::bulk_lines:
      return "bulk_lines";
    case EntryPointName::wallets:
      return "wallets";
    case EntryPointName::balance:
      return "balance";
    case EntryPointName::grpc:
      return "grpc";
    case EntryPointName::bulk_grpc:
      return "bulk_grpc";
    case EntryPointName::balance_grpc:
      return "balance_grpc";
  }
  __builtin_unreachable();
}

std::unique_ptr<EntryPoint> open_entry_point(EntryPointName name, const ApiServer& server) {
  switch (name) {
    case EntryPointName::rest:
      return rest_entry_point(server);
    case EntryPointName::bulk_array:
      return bulk_entry_point(server, false);
    case EntryPointName::bulk_lines:
      return bulk_entry_point(server, true);
    case EntryPointName::wallets:
      return wallets_entry_point(server);
    case EntryPointName::balance:
      return balance_entry_point(server);
    case EntryPointName::grpc:
      return grpc_entry_point(server);
    case EntryPointName::bulk_grpc:
      return bulk_grpc_entry_point(server);
    case EntryPointName::balance_grpc:
      return balance_grpc_entry_point(server);
  }
  __builtin_unreachable();
}

}  // namespace ledger::test
