#include "tests/matrix/entry_point.hpp"

namespace ledger::test {

std::string_view name_of(DoorName door) {
  switch (door) {
    case DoorName::rest:
      return "rest";
    case DoorName::bulk_array:
      return "bulk_array";
    case DoorName::bulk_lines:
      return "bulk_lines";
    case DoorName::wallets:
      return "wallets";
    case DoorName::balance:
      return "balance";
    case DoorName::grpc:
      return "grpc";
    case DoorName::bulk_grpc:
      return "bulk_grpc";
    case DoorName::balance_grpc:
      return "balance_grpc";
  }
  __builtin_unreachable();
}

std::unique_ptr<EntryPoint> open_door(DoorName name, const ApiServer& server) {
  switch (name) {
    case DoorName::rest:
      return rest_door(server);
    case DoorName::bulk_array:
      return bulk_door(server, false);
    case DoorName::bulk_lines:
      return bulk_door(server, true);
    case DoorName::wallets:
      return wallets_door(server);
    case DoorName::balance:
      return balance_door(server);
    case DoorName::grpc:
      return grpc_door(server);
    case DoorName::bulk_grpc:
      return bulk_grpc_door(server);
    case DoorName::balance_grpc:
      return balance_grpc_door(server);
  }
  __builtin_unreachable();
}

}  // namespace ledger::test
