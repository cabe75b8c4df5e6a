#include "api/json/json_object.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <cstring>

#include "api/json/parse_flags.hpp"

namespace ledger::api {
namespace {

/// RapidJSON turns a lone low surrogate (\udc00) into bytes that are not UTF-8; PostgreSQL would refuse them later.
bool has_surrogate(std::string_view text) {
  for (auto at = text.find('\xED'); at != std::string_view::npos && at + 1 < text.size();
       at = text.find('\xED', at + 1)) {
    if (static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
  }
  return false;
}

}  // namespace

/// RapidJSON's events, as members.
class JsonObject::Builder {
 public:
  using Ch = char;

  Builder(std::vector<JsonMember>& members, JsonError& error) : members_(members), error_(error) {}

  bool Null() { return scalar(JsonKind::null, {}); }
  bool Bool(bool /*value*/) { return scalar(JsonKind::boolean, {}); }
  // Numbers come as text; the typed ones are there for the compiler only.
  bool Int(int /*value*/) { return false; }
  bool Uint(unsigned /*value*/) { return false; }
  bool Int64(std::int64_t /*value*/) { return false; }
  bool Uint64(std::uint64_t /*value*/) { return false; }
  bool Double(double /*value*/) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return scalar(JsonKind::number, {text, length});
  }
  bool String(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return scalar(JsonKind::text, {text, length});
  }
  bool StartObject() { return open(); }
  bool EndObject(rapidjson::SizeType /*count*/) { return close(); }
  bool StartArray() { return depth_ == 0 ? refuse_root() : open(); }
  bool EndArray(rapidjson::SizeType /*count*/) { return close(); }

  bool Key(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    if (depth_ != 1) return true;
    const std::string_view name(text, length);
    if (has_surrogate(name)) return refuse_surrogate();
    for (const auto& member : members_) {
      if (member.name == name) return refuse("json_duplicate_member", "an object names each of its members once");
    }
    if (members_.size() == members_max) return refuse("json_too_large", "the object has too many members");
    members_.push_back({.name = name, .kind = JsonKind::null, .text = {}});
    return true;
  }

 private:
  bool scalar(JsonKind kind, std::string_view text) {
    if (depth_ == 0) return refuse_root();
    if (kind == JsonKind::text && has_surrogate(text)) return refuse_surrogate();
    if (depth_ != 1) return true;
    members_.back().kind = kind;
    members_.back().text = text;
    return true;
  }

  bool open() {
    if (depth_ == depth_max) return refuse("json_too_deep", "the body is nested too deeply");
    if (depth_ == 1) members_.back().kind = JsonKind::compound;
    ++depth_;
    return true;
  }

  bool close() {
    --depth_;
    return true;
  }

  bool refuse_root() { return refuse("json_not_an_object", "the body must be a JSON object"); }
  bool refuse_surrogate() { return refuse("json_malformed", "a surrogate stands without its other half"); }
  bool refuse(std::string_view code, std::string detail) {
    error_ = {.field = {}, .code = code, .detail = std::move(detail)};
    return false;
  }

  std::vector<JsonMember>& members_;
  JsonError& error_;
  int depth_ = 0;
};

std::variant<JsonObject, JsonError> JsonObject::parse(std::string_view body) {
  // A NUL would end the text for RapidJSON, and whatever stands behind it would pass unseen.
  if (body.find('\0') != std::string_view::npos) {
    return JsonError{"", "json_malformed", "the body holds a NUL byte"};
  }
  JsonObject object;
  object.text_ = std::make_unique<char[]>(body.size() + 1);
  std::memcpy(object.text_.get(), body.data(), body.size());
  object.members_.reserve(8);

  JsonError error;
  Builder builder(object.members_, error);
  rapidjson::InsituStringStream stream(object.text_.get());
  rapidjson::Reader reader;
  const auto result = reader.Parse<parse_flags>(stream, builder);
  if (!result.IsError()) return object;
  if (!error.code.empty()) return error;
  if (result.Code() == rapidjson::kParseErrorNumberTooBig) {
    // RapidJSON checks this even for numbers that it hands on as text.
    const auto field = object.members_.empty() ? std::string() : std::string(object.members_.back().name);
    return JsonError{field, "json_number_too_large", "the number is beyond all amounts"};
  }
  return JsonError{
      "", "json_malformed",
      std::string(rapidjson::GetParseError_En(result.Code())) + " (byte " + std::to_string(result.Offset()) + ")"};
}

const JsonMember* JsonObject::find(std::string_view name) const {
  for (const auto& member : members_) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

}  // namespace ledger::api
