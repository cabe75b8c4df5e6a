#include "tests/matrix/scene.hpp"

#include <stdexcept>

namespace ledger::test {
namespace {

const std::string limit_of_usual = R"(,"limit":"1000")";

bool ends_hold(CommandKind command) {
  return command == CommandKind::confirm_hold || command == CommandKind::cancel_hold;
}

bool is_for_empty_account(CommandKind command) {
  return command == CommandKind::close || command == CommandKind::erase_identity;
}

bool has_amount(CommandKind command) {
  return command == CommandKind::deposit || command == CommandKind::withdraw || command == CommandKind::transfer ||
         command == CommandKind::place_hold;
}

/// An order that nothing speaks against, and then what speaks against it. Ann has 100.00, Bob nothing; both may have
/// 1000.00. Each of the public functions says whether the command can meet that at all.
class SceneMaker {
 public:
  SceneMaker(ApiClient& client, CommandKind command) : client_(client), ann_(open(limit_of_usual, "100")) {
    bob_ = open(limit_of_usual);
    order_.command = command;
    order_.uid = fresh_uid();
    order_.account = is_for_empty_account(command) ? bob_ : ann_;
    add_details();
  }

  bool repeat() {
    before_.push_back(order_);
    return true;
  }
  bool repeat_under_another_uid() {
    // The uid of these is the hold's: there is no other.
    if (ends_hold(order_.command)) return false;
    before_.push_back(order_);
    order_.uid = fresh_uid();
    return true;
  }
  bool change_content();
  bool take_uid_of_another() {
    if (ends_hold(order_.command)) order_.uid = fresh_uid();
    const bool is_deposit = order_.command == CommandKind::deposit;
    auto other = is_deposit ? payment(CommandKind::withdraw, ann_, "1") : payment(CommandKind::deposit, bob_, "1");
    other.uid = order_.uid;
    before_.push_back(other);
    return true;
  }
  bool ask_too_much();
  bool exceed_limit();
  bool name_unknown() {
    if (order_.command == CommandKind::open_account) return false;
    order_.account = nobody();
    if (ends_hold(order_.command)) order_.uid = fresh_uid();
    if (order_.command == CommandKind::reverse_transaction) order_.reverses = fresh_uid();
    return true;
  }
  bool send_to(const Customer& receiver) {
    order_.receiver = receiver;
    return order_.command == CommandKind::transfer;
  }
  bool send_to_nobody() { return send_to(nobody()); }
  bool send_to_other_currency() { return send_to(open(R"(,"currency":"EUR")")); }
  bool state_currency() {
    // An account to open has none yet that could be another: there it is one that does not exist.
    order_.currency = order_.command == CommandKind::open_account ? "XXX" : "EUR";
    return order_.command == CommandKind::open_account || has_amount(order_.command);
  }
  bool state_number(const std::string& number) {
    const bool is_limit = order_.command == CommandKind::open_account || order_.command == CommandKind::change_limit;
    (is_limit ? order_.limit : order_.amount) = number;
    if (is_limit) order_.difference = number;
    return is_limit || has_amount(order_.command) || order_.command == CommandKind::confirm_hold;
  }
  bool exceed_int64();

  Scene take() && { return {std::move(before_), std::move(order_), std::move(customers_)}; }

 private:
  Customer open(const std::string& more, const std::string& balance = "") {
    Customer customer{.id = {}, .external_id = fresh_uid()};
    customer.id = client_.open(R"(,"external_id":")" + customer.external_id + "\"" + more);
    if (!balance.empty() && client_.deposit(customer.id, balance).status() != 200) {
      throw std::runtime_error("no money for a scene");
    }
    customers_.push_back(customer);
    return customer;
  }
  static Customer nobody() { return {.id = "999999999", .external_id = fresh_uid()}; }
  static Order payment(CommandKind command, const Customer& customer, const std::string& amount) {
    Order order;
    order.command = command;
    order.uid = fresh_uid();
    order.account = customer;
    order.amount = amount;
    return order;
  }
  /// Something done before, which an order can then be about.
  std::string done(Order order) {
    before_.push_back(std::move(order));
    return before_.back().uid;
  }
  void add_details();

  ApiClient& client_;
  std::vector<Customer> customers_;
  std::vector<Order> before_;
  Customer ann_;
  Customer bob_;
  Order order_;
};

void SceneMaker::add_details() {
  if (has_amount(order_.command)) order_.amount = "10";
  if (order_.command == CommandKind::transfer) order_.receiver = bob_;
  if (ends_hold(order_.command)) order_.uid = done(payment(CommandKind::place_hold, ann_, "10"));
  if (order_.command == CommandKind::unfreeze) done(payment(CommandKind::freeze, ann_, ""));
  if (order_.command == CommandKind::reverse_transaction) {
    order_.reverses = done(payment(CommandKind::deposit, ann_, "10"));
  }
  if (order_.command == CommandKind::change_limit) {
    order_.limit = "1500";
    order_.difference = "500";
  }
}

bool SceneMaker::change_content() {
  if (ends_hold(order_.command)) {
    // Ended in the other way.
    const bool is_confirm = order_.command == CommandKind::confirm_hold;
    before_.push_back(order_);
    before_.back().command = is_confirm ? CommandKind::cancel_hold : CommandKind::confirm_hold;
    return true;
  }
  const auto other =
      order_.command == CommandKind::reverse_transaction ? done(payment(CommandKind::deposit, ann_, "20")) : "";
  before_.push_back(order_);
  if (order_.command == CommandKind::open_account) {
    order_.name = "Bob";
  } else if (has_amount(order_.command)) {
    order_.amount = "11";
  } else if (order_.command == CommandKind::reverse_transaction) {
    order_.reverses = other;
  } else if (order_.command == CommandKind::change_limit) {
    order_.limit = "1600";
    order_.difference = "600";
  } else {
    order_.account = is_for_empty_account(order_.command) ? open(limit_of_usual) : bob_;
  }
  return true;
}

bool SceneMaker::ask_too_much() {
  switch (order_.command) {
    case CommandKind::withdraw:
    case CommandKind::transfer:
    case CommandKind::place_hold:
      order_.amount = "100.01";
      return true;
    case CommandKind::confirm_hold:
      order_.amount = "10.01";
      return true;
    case CommandKind::reverse_transaction:
      done(payment(CommandKind::withdraw, ann_, "110"));
      return true;
    default:
      return false;
  }
}

bool SceneMaker::exceed_limit() {
  switch (order_.command) {
    case CommandKind::deposit:
      order_.amount = "900.01";
      return true;
    case CommandKind::transfer:
      return send_to(open(R"(,"limit":"9.99")"));
    case CommandKind::reverse_transaction:
      order_.reverses = done(payment(CommandKind::withdraw, ann_, "10"));
      done(payment(CommandKind::deposit, ann_, "890.01"));
      return true;
    case CommandKind::change_limit:
      order_.limit = "99.99";
      order_.difference = "-900.01";
      return true;
    default:
      return false;
  }
}

bool SceneMaker::exceed_int64() {
  if (order_.command == CommandKind::change_limit) {
    // No number that could be stated as such.
    order_.limit.clear();
    order_.difference = "92233720368546758.08";
    return true;
  }
  const auto full = open("", "92233720368547758.00");
  switch (order_.command) {
    case CommandKind::deposit:
      order_.account = full;
      return true;
    case CommandKind::transfer:
      return send_to(full);
    case CommandKind::reverse_transaction:
      order_.reverses = done(payment(CommandKind::withdraw, full, "1"));
      done(payment(CommandKind::deposit, full, "1"));
      return true;
    default:
      return false;
  }
}

bool meet(SceneMaker& maker, Situation situation) {
  switch (situation) {
    case Situation::replay:
      return maker.repeat();
    case Situation::again_under_another_uid:
      return maker.repeat_under_another_uid();
    case Situation::other_content:
      return maker.change_content();
    case Situation::uid_of_another:
      return maker.take_uid_of_another();
    case Situation::too_little_money:
      return maker.ask_too_much();
    case Situation::over_the_limit:
      return maker.exceed_limit();
    case Situation::unknown_account:
      return maker.name_unknown();
    case Situation::unknown_receiver:
      return maker.send_to_nobody();
    case Situation::wrong_currency:
      return maker.state_currency();
    case Situation::receivers_currency:
      return maker.send_to_other_currency();
    case Situation::number_beyond_int64:
      return maker.state_number("92233720368547758.08");
    case Situation::minor_units_beyond_int64:
      return maker.state_number("92233720368547759");
    case Situation::sum_beyond_int64:
      return maker.exceed_int64();
  }
  __builtin_unreachable();
}

}  // namespace

std::optional<Scene> set_scene(ApiClient& client, CommandKind command, Situation situation) {
  SceneMaker maker(client, command);
  if (!meet(maker, situation)) return std::nullopt;
  return std::move(maker).take();
}

}  // namespace ledger::test
