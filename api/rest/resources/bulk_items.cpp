#include "api/rest/resources/bulk_items.hpp"

#include "api/json/json_object.hpp"
#include "api/rest/parameters/command_fields.hpp"
#include "api/rest/problems.hpp"
#include "api/services/bulk.hpp"

namespace ledger::api {
namespace {

constexpr std::string_view malformed_code = "json_malformed";

Problem problem_of(Status status, const FieldError& error) {
  return {.status = status, .code = error.code, .detail = error.detail, .field = error.field};
}

Problem forbidden(Permission permission) {
  if (permission == Permission::hidden) {
    return {Status::not_found, name_of(RejectionCode::account_not_found), "you have no such account"};
  }
  return {Status::forbidden, "forbidden", "the token's roles do not allow this command here"};
}

std::optional<Uid> uid_in(const JsonObject& object) {
  const auto* member = object.find("uid");
  return member == nullptr ? std::nullopt : parse_uid(member->text);
}

}  // namespace

BulkReader::BulkReader(ItemSplitter::Form form, bool atomic, const Request& request, const AppContext& services)
    : form_(form),
      atomic_(atomic),
      request_(request),
      services_(services),
      splitter_(form, bulk_command_bytes_max, [this](const SplitItem& item) { return put_item(item); }) {}

std::optional<Problem> BulkReader::put(std::string_view piece) {
  text_bytes_ += piece.size();
  return refusal(splitter_.put(piece));
}

std::optional<Problem> BulkReader::finish() {
  if (auto problem = refusal(splitter_.finish())) return problem;
  if (!items_.empty()) return std::nullopt;
  return Problem{Status::unprocessable_content, "bulk_empty", "there is no command in the body"};
}

std::optional<Problem> BulkReader::refusal(bool is_well) const {
  if (is_well) return std::nullopt;
  if (problem_) return problem_;
  return Problem{Status::bad_request, malformed_code, "the body is not one JSON array"};
}

bool BulkReader::put_item(const SplitItem& item) {
  if (items_.size() == bulk_commands_max) {
    problem_ = Problem{Status::content_too_large, "too_many_commands", "a request has at most 10000 commands"};
    return false;
  }
  if (item.is_too_long) {
    items_.emplace_back(
        RefusedItem{{Status::content_too_large, "command_too_large", "a command has at most 8192 bytes"}});
    return true;
  }
  items_.push_back(read_item(item.text));
  const auto* refused = std::get_if<RefusedItem>(&items_.back());
  // A line stands for itself; an array with a broken element is broken as a whole.
  if (form_ == ItemSplitter::Form::lines || refused == nullptr || refused->problem.code != malformed_code) return true;
  problem_ = refused->problem;
  problem_->detail = "element " + std::to_string(items_.size()) + ": " + refused->problem.detail;
  return false;
}

BulkItem BulkReader::read_item(std::string_view text) {
  const auto parsed = JsonObject::parse(text);
  if (const auto* error = std::get_if<JsonError>(&parsed)) return RefusedItem{problem_of(Status::bad_request, *error)};
  const auto& object = std::get<JsonObject>(parsed);
  FieldReader fields(object);
  auto command = read_command(fields, {.actor = request_.actor, .key = std::nullopt});
  if (!command) {
    return RefusedItem{problem_of(Status::unprocessable_content, fields.errors().front()), uid_in(object)};
  }
  const auto permission = bulk_permission(*request_.principal, *command, services_.auth.policy(), atomic_);
  if (permission != Permission::granted) return RefusedItem{forbidden(permission), uid_of(*command)};
  return std::move(*command);
}

}  // namespace ledger::api
