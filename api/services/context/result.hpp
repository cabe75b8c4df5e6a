// A value, or what to say instead.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

namespace ledger::api {

/// Holds a value, or the refusal that says why there is none. REST's refusals are responses, gRPC's are statuses.
/// Functions hand a refusal on like this:
///
///   auto account = account_in_path(request);
///   if (!account) return account.take_refusal();
///   use(*account);
template <class Value, class Refusal>
class [[nodiscard]] Result {
  static_assert(!std::is_same_v<Value, Refusal>, "it could not be told which of them is meant");

 public:
  // NOLINTNEXTLINE(google-explicit-constructor): functions return either as it is.
  Result(Value value) : content_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Refusal refusal) : content_(std::in_place_index<1>, std::move(refusal)) {}

  /// Returns true if there is a value.
  explicit operator bool() const { return content_.index() == 0; }

  /// The value. Each throws std::bad_variant_access if there is none.
  Value& operator*() { return std::get<0>(content_); }
  const Value& operator*() const { return std::get<0>(content_); }
  Value* operator->() { return &std::get<0>(content_); }
  const Value* operator->() const { return &std::get<0>(content_); }

  /// The refusal. Each throws std::bad_variant_access if there is a value.
  [[nodiscard]] const Refusal& refusal() const { return std::get<1>(content_); }
  /// Moves it out, to be handed on.
  [[nodiscard]] Refusal take_refusal() { return std::move(std::get<1>(content_)); }

 private:
  std::variant<Value, Refusal> content_;
};

}  // namespace ledger::api
