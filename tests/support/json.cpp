#include "tests/support/json.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <stdexcept>

namespace ledger::test {
namespace {

std::string written(const rapidjson::Value& value) {
  if (value.IsString()) return {value.GetString(), value.GetStringLength()};
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

Json Json::parse(const std::string& text) {
  auto document = std::make_shared<rapidjson::Document>();
  document->Parse(text.data(), text.size());
  if (document->HasParseError()) throw std::runtime_error("no JSON: " + text);
  const auto* const root = document.get();
  return {std::move(document), root};
}

std::string Json::operator[](const char* name) const {
  if (!value_->IsObject()) return "missing";
  const auto found = value_->FindMember(name);
  return found == value_->MemberEnd() ? "missing" : written(found->value);
}

Json Json::member(const char* name) const {
  const auto found = value_->IsObject() ? value_->FindMember(name) : rapidjson::Value::ConstMemberIterator{};
  if (!value_->IsObject() || found == value_->MemberEnd()) throw std::runtime_error(std::string("no member ") + name);
  return {document_, &found->value};
}

std::size_t Json::size() const { return value_->IsArray() ? value_->Size() : value_->MemberCount(); }

Json Json::at(std::size_t index) const {
  if (!value_->IsArray() || index >= value_->Size()) throw std::runtime_error("no such element");
  return {document_, &(*value_)[static_cast<rapidjson::SizeType>(index)]};
}

std::string Json::text() const { return written(*value_); }

std::int64_t cents(std::string amount) {
  amount.erase(amount.find('.'), 1);
  return std::stoll(amount);
}

}  // namespace ledger::test
