#include "tests/grpc/answer_fields.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include "ledger/domain/values/moment.hpp"

namespace ledger::test {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string hexadecimal(const std::string& bytes) {
  static const char* const digits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text.append(1, digits[value / 16]).append(1, digits[value % 16]);
  }
  return text;
}

std::string time_text(const google::protobuf::Timestamp& time) {
  return format_moment(moment_from_microseconds(time.seconds() * 1'000'000 + time.nanos() / 1'000));
}

std::string text_of(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_STRING: {
      const auto text = reflection.GetString(message, &field);
      return field.type() == FieldDescriptor::TYPE_BYTES ? hexadecimal(text) : text;
    }
    default:
      throw std::logic_error("no text for " + field.full_name());
  }
}

/// The text that two lists of legs have in common.
std::string leg_text(const std::string& account, const std::string& change, const std::string& position) {
  return "account " + account + " change " + change + " position " + position + "\n";
}

void tell(Fields& fields, const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    fields[field.name()] = text_of(message, field);
    return;
  }
  const auto& inner = reflection.GetMessage(message, &field);
  if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&inner)) {
    fields[field.name()] = time_text(*time);
  } else {
    fields.merge(fields_of(inner));
  }
}

/// Returns the name in gRPC of a field that HTTP names differently.
std::string grpc_name(const std::string& name) {
  static const std::map<std::string, std::string> names = {
      {"user_id", "account_id"},  {"to_user_id", "to_account_id"}, {"from_user_id", "from_account_id"},
      {"timestamp", "effective"}, {"recorded_at", "recorded"},     {"created_at", "created"},
      {"expires_at", "expires"},  {"closed_at", "closed"}};
  const auto found = names.find(name);
  return found == names.end() ? name : found->second;
}

}  // namespace

Fields fields_of(const Message& message) {
  const auto& descriptor = *message.GetDescriptor();
  const auto& reflection = *message.GetReflection();
  Fields fields;
  for (int index = 0; index < descriptor.field_count(); ++index) {
    const auto& field = *descriptor.field(index);
    if (field.is_repeated() || (field.has_presence() && !reflection.HasField(message, &field))) continue;
    tell(fields, message, field);
  }
  return fields;
}

Fields fields_of(const Json& object) {
  Fields fields;
  for (const auto& member : object.value().GetObject()) {
    if (!member.value.IsNull()) fields[member.name.GetString()] = object[member.name.GetString()];
  }
  return fields;
}

std::string difference(const Fields& one, const Fields& other) {
  Fields names = one;
  names.insert(other.begin(), other.end());
  const auto text_in = [](const Fields& fields, const std::string& name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string("nothing") : found->second;
  };
  std::string text;
  for (const auto& [name, ignored] : names) {
    const auto first = text_in(one, name);
    const auto second = text_in(other, name);
    if (first != second) text.append(name).append(": ").append(first).append(", ").append(second).append("\n");
  }
  return text;
}

Fields rest_fields(const Json& object) {
  Fields fields;
  for (const auto& [name, text] : fields_of(object)) fields[grpc_name(name)] = text;
  // HTTP has it by its former name as well, which is gRPC's.
  fields.erase("balance_limit");
  fields["position"].insert(0, "0:");
  if (fields.count("legs") != 0) {
    std::string text;
    const auto legs = object.member("legs");
    for (std::size_t index = 0; index < legs.size(); ++index) {
      const auto leg = legs.at(index);
      text += leg_text(leg["user_id"], leg["change"], "0:" + leg["position"]);
    }
    fields["legs"] = text;
  }
  return fields;
}

Fields fields_of(v1::Transaction transaction) {
  transaction.clear_read_position();
  // HTTP has it in the legs alone.
  transaction.clear_captured_amount();
  auto fields = fields_of(static_cast<const Message&>(transaction));
  std::string text;
  for (const auto& leg : transaction.legs()) {
    text += leg_text(std::to_string(leg.account_id()), leg.change(), leg.position());
  }
  if (!text.empty()) fields["legs"] = text;
  return fields;
}

Fields fields_of(v1::Hold hold) {
  hold.clear_read_position();
  return fields_of(static_cast<const Message&>(hold));
}

}  // namespace ledger::test
