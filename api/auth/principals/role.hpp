// The roles that a caller can have.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace ledger::api {

/// Roles do not include one another; a caller may have several.
enum class Role : std::uint8_t {
  user,     ///< reads own accounts, pays and transfers from them
  service,  ///< opens accounts, brings money in, holds it; reads all accounts
  admin,    ///< limits, reversals, repair, freezing, erasing, totals, whole streams; reads all accounts
};

/// "service"
std::string_view name_of(Role role);
/// Returns nothing for any other text.
std::optional<Role> parse_role(std::string_view name);

/// A set of roles.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const auto role : roles) add(role);
  }

  constexpr void add(Role role) { bits_ = static_cast<std::uint8_t>(bits_ | bit(role)); }
  [[nodiscard]] constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  [[nodiscard]] constexpr bool has_any_of(Roles others) const { return (bits_ & others.bits_) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const Roles&) const = default;

 private:
  static constexpr std::uint8_t bit(Role role) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(role)); }

  std::uint8_t bits_ = 0;
};

constexpr Roles all_roles{Role::user, Role::service, Role::admin};

}  // namespace ledger::api
