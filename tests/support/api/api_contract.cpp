#include "tests/support/api/api_contract.hpp"

#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/json.hpp"

namespace ledger::test {
namespace {

constexpr const char* json_kind = "json";
constexpr const char* stream_type = "text/event-stream";

const Json& document() {
  static const Json loaded = [] {
    std::ifstream file(LEDGER_OPENAPI_CONTRACT);
    std::stringstream text;
    text << file.rdbuf();
    return Json::parse(text.str());
  }();
  return loaded;
}

const Json& contract() {
  static const Json answers = document().member("answers");
  return answers;
}

/// Takes the first segment off a path without its leading slash.
std::string take_segment(std::string& path) {
  const auto end = path.find('/');
  auto segment = path.substr(0, end);
  path.erase(0, end == std::string::npos ? path.size() : end + 1);
  return segment;
}

bool matches(std::string pattern, std::string path) {
  while (!pattern.empty() && !path.empty()) {
    const auto expected = take_segment(pattern);
    const auto actual = take_segment(path);
    if (expected != actual && !expected.starts_with('{')) return false;
  }
  return pattern.empty() && path.empty();
}

/// "POST /v1/users" as the document has it; empty if it has no such operation.
std::string operation_of(const std::string& method, const std::string& target) {
  const auto wanted = method + " " + target.substr(0, target.find('?'));
  for (const auto& operation : contract().value().GetObject()) {
    if (matches(operation.name.GetString(), wanted)) return operation.name.GetString();
  }
  return {};
}

bool is_deprecated(const std::string& operation) {
  static const std::set<std::string> all = [] {
    std::set<std::string> names;
    for (const auto& name : document().member("deprecated").value().GetArray()) names.insert(name.GetString());
    return names;
  }();
  return all.count(operation) == 1;
}

/// Returns the reason why the value breaks the schema.
std::optional<std::string> schema_breach(const rapidjson::Value& schema, const rapidjson::Value& value) {
  rapidjson::Document copy;
  copy.CopyFrom(schema, copy.GetAllocator());
  const rapidjson::SchemaDocument compiled(copy);
  rapidjson::SchemaValidator validator(compiled);
  if (value.Accept(validator)) return std::nullopt;
  rapidjson::StringBuffer place;
  validator.GetInvalidDocumentPointer().Stringify(place);
  return std::string("at '") + place.GetString() + "' it breaks " + validator.GetInvalidSchemaKeyword();
}

bool has_code(const Json& response_contract, const std::string& code) {
  const auto codes = response_contract.member("codes");
  for (std::size_t index = 0; index < codes.size(); ++index) {
    if (codes.at(index).text() == code) return true;
  }
  return false;
}

std::optional<std::string> content_breach(const Json& response_contract, const HttpResponse& response) {
  const auto type = response.field("Content-Type");
  const auto essence = type.substr(0, type.find(';'));
  const auto contents = response_contract.member("content");
  if (contents.value().ObjectEmpty()) {
    if (response.body.empty()) return std::nullopt;
    return "a body is not described";
  }
  if (contents[essence.c_str()] == "missing") return "the media type " + essence + " is not described";
  if (essence.find(json_kind) == std::string::npos) return std::nullopt;
  const auto body = Json::parse(response.body);
  if (response.status >= 400 && !has_code(response_contract, body["code"])) {
    return "the code " + body["code"] + " is not described";
  }
  return schema_breach(contents.member(essence.c_str()).member("schema").value(), body.value());
}

}  // namespace

std::optional<std::string> contract_breach(const std::string& method, const std::string& target,
                                           const HttpResponse& response) {
  const auto operation = operation_of(method, target);
  if (operation.empty()) return "the operation is not described";
  const auto status = std::to_string(response.status);
  const auto responses = contract().member(operation.c_str());
  if (responses[status.c_str()] == "missing") return "the status " + status + " is not described";
  const auto described = responses.member(status.c_str());
  const auto headers = described.member("required_headers");
  for (std::size_t index = 0; index < headers.size(); ++index) {
    const auto name = headers.at(index).text();
    if (response.field(name).empty()) return "the field " + name + " is missing";
  }
  return content_breach(described, response);
}

std::set<DocumentedAnswer> documented_answers() {
  std::set<DocumentedAnswer> all;
  for (const auto& operation : contract().value().GetObject()) {
    if (is_deprecated(operation.name.GetString())) continue;
    for (const auto& status : operation.value.GetObject()) {
      all.insert(std::string(operation.name.GetString()) + " " + status.name.GetString());
    }
  }
  return all;
}

DocumentedAnswer documented_answer(const std::string& method, const std::string& target, int status) {
  return operation_of(method, target) + " " + std::to_string(status);
}

std::string DocumentedOperation::target() const {
  std::string target;
  bool is_parameter = false;
  for (const char character : path) {
    if (character == '{') target += '7';
    is_parameter = character == '{' || (is_parameter && character != '}');
    if (!is_parameter && character != '}') target += character;
  }
  return target;
}

std::vector<DocumentedOperation> documented_operations() {
  std::vector<DocumentedOperation> all;
  for (const auto& operation : document().member("callers").value().GetObject()) {
    const std::string name = operation.name.GetString();
    const auto blank = name.find(' ');
    DocumentedOperation described{
        .method = name.substr(0, blank), .path = name.substr(blank + 1), .is_deprecated = is_deprecated(name)};
    for (const auto& role : operation.value.GetArray()) described.roles.insert(role.GetString());
    const auto body = document().member("bodies")[name.c_str()];
    if (body != "missing") described.body = body;
    const auto good = contract().member(name.c_str());
    described.streams = good["200"] != "missing" && good.member("200").member("content")[stream_type] != "missing";
    all.push_back(std::move(described));
  }
  return all;
}

std::vector<std::string> example_breaches() {
  std::vector<std::string> breaches;
  for (const auto& operation : contract().value().GetObject()) {
    for (const auto& status : operation.value.GetObject()) {
      for (const auto& content : status.value["content"].GetObject()) {
        if (!content.value.HasMember("example")) continue;
        const auto breach = schema_breach(content.value["schema"], content.value["example"]);
        if (!breach) continue;
        breaches.push_back(std::string(operation.name.GetString()) + " " + status.name.GetString() + ": " + *breach);
      }
    }
  }
  return breaches;
}

}  // namespace ledger::test
