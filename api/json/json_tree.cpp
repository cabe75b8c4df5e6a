#include "api/json/json_tree.hpp"

#include <rapidjson/reader.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "api/json/parse_flags.hpp"

namespace ledger::api {
namespace {

/// RapidJSON's events, as a tree. False refuses the text.
class Builder {
 public:
  using Ch = char;

  bool Null() { return add({}); }
  bool Bool(bool value) { return add({.kind = JsonTree::Kind::boolean, .text = value ? "true" : "false"}); }
  // Numbers come as text; the typed ones are there for the compiler only.
  bool Int(int /*value*/) { return false; }
  bool Uint(unsigned /*value*/) { return false; }
  bool Int64(std::int64_t /*value*/) { return false; }
  bool Uint64(std::uint64_t /*value*/) { return false; }
  bool Double(double /*value*/) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return add({.kind = JsonTree::Kind::number, .text = std::string(text, length)});
  }
  bool String(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return add({.kind = JsonTree::Kind::text, .text = std::string(text, length)});
  }
  bool StartObject() { return open(JsonTree::Kind::object); }
  bool EndObject(rapidjson::SizeType /*count*/) { return close(); }
  bool StartArray() { return open(JsonTree::Kind::array); }
  bool EndArray(rapidjson::SizeType /*count*/) { return close(); }

  bool Key(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    auto& names = open_.back().names;
    std::string name(text, length);
    if (std::find(names.begin(), names.end(), name) != names.end()) return false;
    names.push_back(std::move(name));
    return true;
  }

  JsonTree take() { return std::move(root_); }

 private:
  bool open(JsonTree::Kind kind) {
    if (open_.size() == JsonTree::depth_max) return false;
    open_.push_back({.kind = kind});
    return true;
  }

  bool close() {
    JsonTree closed = std::move(open_.back());
    open_.pop_back();
    return add(std::move(closed));
  }

  bool add(JsonTree value) {
    if (++values_ > JsonTree::values_max) return false;
    if (open_.empty()) {
      root_ = std::move(value);
    } else {
      open_.back().items.push_back(std::move(value));
    }
    return true;
  }

  std::vector<JsonTree> open_;
  JsonTree root_;
  std::size_t values_ = 0;
};

}  // namespace

std::optional<JsonTree> JsonTree::parse_object(std::string_view text) {
  // A NUL would end the text for RapidJSON, and whatever stands behind it would pass unseen.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const auto copy = std::make_unique<char[]>(text.size() + 1);
  std::memcpy(copy.get(), text.data(), text.size());
  Builder builder;
  rapidjson::InsituStringStream stream(copy.get());
  rapidjson::Reader reader;
  if (reader.Parse<parse_flags>(stream, builder).IsError()) return std::nullopt;
  auto root = builder.take();
  if (root.kind != Kind::object) return std::nullopt;
  return root;
}

const JsonTree* JsonTree::find(std::string_view name) const {
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (names[index] == name) return &items[index];
  }
  return nullptr;
}

std::optional<std::string_view> JsonTree::text_member(std::string_view name) const {
  const auto* member = find(name);
  if (member == nullptr || member->kind != Kind::text) return std::nullopt;
  return member->text;
}

}  // namespace ledger::api
