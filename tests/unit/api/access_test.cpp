// Roles decide who may use each route, independently of the transport.
#include "api/auth/principals/access.hpp"

#include "api/auth/principals/authenticator.hpp"
#include "api/auth/principals/command_permission.hpp"
#include "api/rest/router.hpp"
#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

// A route that declares no access must not compile.
static_assert(!std::is_default_constructible_v<Access>);
template <class... Parts>
constexpr bool makes_route = requires(Parts... parts) {
  Route{parts...};
};
static_assert(makes_route<Method, std::string_view, Body, Access, Handler>);
static_assert(!makes_route<Method, std::string_view, Body, Handler>);
static_assert(!makes_route<Method, std::string_view, Body>);

const AccountId own(17);
const AccountId foreign(18);

Principal with_role(Role role) { return {.id = "someone", .roles = {role}, .accounts = {own}}; }

Command deposit_to(AccountId account) {
  Deposit command;
  command.account = account;
  return command;
}

Command transfer_from(AccountId account) {
  Transfer command;
  command.account = account;
  return command;
}

Command withdraw_from(AccountId account) {
  Withdraw command;
  command.account = account;
  return command;
}

}  // namespace

TEST_CASE("Roles do not include one another", "[auth][access]") {
  struct Row {
    Access access;
    bool user;
    bool service;
    bool admin;
  };
  const Row rows[] = {{Access::everyone, true, true, true},   {Access::every_role, true, true, true},
                      {Access::payments, true, true, false},  {Access::staff, false, true, true},
                      {Access::services, false, true, false}, {Access::admins, false, false, true},
                      {Access::dialect, false, true, false}};
  for (const auto& row : rows) {
    const auto granted = [&row](Role role) {
      return row.access.permission(with_role(role), std::nullopt) == Permission::granted;
    };
    CHECK(granted(Role::user) == row.user);
    CHECK(granted(Role::service) == row.service);
    CHECK(granted(Role::admin) == row.admin);
    CHECK((row.access.permission(nobody(), std::nullopt) == Permission::granted) == !row.access.needs_token());
    CHECK(row.access.permission(anonymous_principal(), std::nullopt) == Permission::granted);
  }
}

TEST_CASE("A user meets own accounts only, and other roles read all", "[auth][access]") {
  const auto permission = [](const Principal& principal, std::optional<AccountId> account) {
    return Access::account_in_path.permission(principal, account);
  };
  CHECK(permission(with_role(Role::user), own) == Permission::granted);
  CHECK(permission(with_role(Role::user), foreign) == Permission::hidden);
  CHECK(permission(with_role(Role::user), std::nullopt) == Permission::hidden);
  CHECK(permission(with_role(Role::service), foreign) == Permission::granted);
  CHECK(permission(with_role(Role::admin), foreign) == Permission::granted);
  CHECK(permission(anonymous_principal(), foreign) == Permission::granted);
  CHECK(permission(nobody(), own) == Permission::forbidden);
  CHECK(with_role(Role::user).may_read(own));
  CHECK_FALSE(with_role(Role::user).may_read(foreign));
  // An account in the list is of no use without the role.
  CHECK_FALSE(Principal{.id = "x", .roles = {}, .accounts = {own}}.may_read(own));
}

TEST_CASE("Commands are given by the roles that the design lists", "[auth][access]") {
  const auto permission = [](Role role, const Command& command, bool self_deposit = false) {
    return command_permission(with_role(role), command, {.self_deposit = self_deposit});
  };
  CHECK(permission(Role::user, withdraw_from(own)) == Permission::granted);
  CHECK(permission(Role::user, withdraw_from(foreign)) == Permission::hidden);
  CHECK(permission(Role::user, deposit_to(own)) == Permission::forbidden);
  CHECK(permission(Role::user, deposit_to(foreign)) == Permission::hidden);
  CHECK(permission(Role::user, deposit_to(own), true) == Permission::granted);
  CHECK(permission(Role::user, deposit_to(foreign), true) == Permission::hidden);
  CHECK(permission(Role::user, OpenAccount{}) == Permission::forbidden);
  CHECK(permission(Role::service, OpenAccount{}) == Permission::granted);
  CHECK(permission(Role::service, deposit_to(foreign)) == Permission::granted);
  CHECK(permission(Role::service, withdraw_from(own)) == Permission::forbidden);
  CHECK(permission(Role::user, transfer_from(own)) == Permission::granted);
  CHECK(permission(Role::user, transfer_from(foreign)) == Permission::hidden);
  CHECK(permission(Role::service, transfer_from(own)) == Permission::forbidden);
  for (const Command& command : {Command(PlaceHold{}), Command(ConfirmHold{}), Command(CancelHold{})}) {
    CHECK(permission(Role::user, command) == Permission::forbidden);
    CHECK(permission(Role::service, command) == Permission::granted);
    CHECK(permission(Role::admin, command) == Permission::forbidden);
  }
  for (const Command& command : {Command(ReverseTransaction{}), Command(ChangeLimit{}), Command(FreezeAccount{}),
                                 Command(UnfreezeAccount{}), Command(CloseAccount{}), Command(EraseIdentity{})}) {
    CHECK(permission(Role::user, command) == Permission::forbidden);
    CHECK(permission(Role::service, command) == Permission::forbidden);
    CHECK(permission(Role::admin, command) == Permission::granted);
  }
  for (const auto role : {Role::user, Role::service, Role::admin}) {
    CHECK(permission(role, ExpireHold{}) == Permission::forbidden);
  }
  CHECK(permission(Role::admin, withdraw_from(own)) == Permission::forbidden);
  CHECK(permission(Role::admin, deposit_to(own)) == Permission::forbidden);
}

TEST_CASE("In an atomic request a transfer goes to accounts that the caller may read", "[auth][access]") {
  const auto transfer_to = [](AccountId receiver) {
    Transfer transfer;
    transfer.account = own;
    transfer.to = receiver;
    return Command(transfer);
  };
  auto principal = with_role(Role::user);
  CHECK(command_permission(principal, transfer_to(foreign), {}) == Permission::granted);
  CHECK(atomic_command_permission(principal, transfer_to(foreign), {}) == Permission::forbidden);
  CHECK(atomic_command_permission(principal, transfer_to(own), {}) == Permission::granted);
  CHECK(atomic_command_permission(principal, withdraw_from(own), {}) == Permission::granted);
  CHECK(atomic_command_permission(principal, withdraw_from(foreign), {}) == Permission::hidden);
  principal.roles.add(Role::service);
  CHECK(atomic_command_permission(principal, transfer_to(foreign), {}) == Permission::granted);
}

TEST_CASE("A bearer token is taken out of Authorization, and nothing else is", "[auth][access]") {
  const auto token = [](std::string_view value) {
    const auto found = bearer_token(value);
    const auto* text = std::get_if<std::string_view>(&found);
    return text == nullptr ? std::string("refused") : std::string(*text);
  };
  CHECK(token("Bearer a.b.c") == "a.b.c");
  CHECK(token("bEARER a.b.c") == "a.b.c");
  for (const auto* wrong : {"", "Bearer", "Bearer ", "Basic YTpi", "a.b.c", "Bearera.b.c", "Token a.b.c"}) {
    INFO(wrong);
    CHECK(token(wrong) == "refused");
  }
}

}  // namespace ledger::api
