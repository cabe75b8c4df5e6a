#include "ledger/ctl/identity_line.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "ledger/publication/json_members.hpp"
#include "ledger/queries/login_query.hpp"

namespace ledger {
namespace {

using JsonText = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::string_view digits = "0123456789abcdef";
/// Every argon2id hash begins so (PHC string format).
constexpr std::string_view password_hash_mark = "$argon2id$";
constexpr std::size_t password_hash_bytes_max = 512;

std::string hex_of(const Salt& salt) {
  std::string text;
  for (const auto byte : salt) {
    text += digits[byte >> 4U];
    text += digits[byte & 0x0FU];
  }
  return text;
}

std::optional<Salt> salt_from_hex(std::string_view text) {
  Salt salt{};
  if (text.size() != 2 * salt.size()) return std::nullopt;
  for (std::size_t index = 0; index < salt.size(); ++index) {
    const auto high = digits.find(text[2 * index]);
    const auto low = digits.find(text[2 * index + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    salt[index] = static_cast<std::uint8_t>(high << 4U | low);
  }
  return salt;
}

void write(JsonText& json, const char* key, const std::optional<std::string>& text) {
  json.Key(key);
  if (text) {
    json.String(text->data(), static_cast<rapidjson::SizeType>(text->size()));
  } else {
    json.Null();
  }
}

/// The texts of one line, each read once, and what is wrong with the first that is.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : members_(line) {}

  std::optional<AccountId> account() {
    const auto number = members_.number<std::int64_t>("account_id");
    if (number && *number > 0) return AccountId(*number);
    refuse("account_id is no whole number greater than 0");
    return std::nullopt;
  }
  /// Nothing if it is missing or null.
  std::optional<std::string> text(const char* key, std::size_t bytes_max) {
    if (!members_.has(key) || members_.is_null(key)) return std::nullopt;
    const auto text = members_.text(key);
    const bool fits = text && !text->empty() && text->size() <= bytes_max && text->find('\0') == std::string_view::npos;
    if (fits) return std::string(*text);
    refuse(std::string(key) + " is no text of 1 to " + std::to_string(bytes_max) + " bytes");
    return std::nullopt;
  }
  void refuse(std::string what) {
    if (what_.empty()) what_ = std::move(what);
  }
  [[nodiscard]] const std::string& what() const { return what_; }

 private:
  JsonMembers members_;
  std::string what_;
};

}  // namespace

std::string to_json_line(const KeptIdentity& identity) {
  rapidjson::StringBuffer buffer;
  JsonText json(buffer);
  json.StartObject();
  json.Key("account_id");
  json.Int64(identity.account.value);
  write(json, "salt", identity.salt ? std::optional(hex_of(*identity.salt)) : std::nullopt);
  write(json, "name", identity.name);
  write(json, "external_id", identity.external_id);
  write(json, "login", identity.login ? std::optional(identity.login->name) : std::nullopt);
  write(json, "password_hash", identity.login ? std::optional(identity.login->password_hash) : std::nullopt);
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

std::variant<KeptIdentity, std::string> parse_identity_line(std::string_view line) {
  if (line.size() > identity_line_bytes_max) return "it is longer than 16 KiB";
  LineReader reader(line);
  KeptIdentity identity;
  identity.account = reader.account().value_or(AccountId());
  if (const auto salt = reader.text("salt", 2 * std::tuple_size_v<Salt>)) {
    identity.salt = salt_from_hex(*salt);
    if (!identity.salt) reader.refuse("salt is not 32 hexadecimal digits in lower case");
  }
  const auto name = reader.text("name", name_bytes_max);
  if (!name) reader.refuse("there is no name");
  identity.name = name.value_or(std::string());
  identity.external_id = reader.text("external_id", external_id_bytes_max);
  auto login = reader.text("login", login_bytes_max);
  auto password_hash = reader.text("password_hash", password_hash_bytes_max);
  if (login.has_value() != password_hash.has_value()) reader.refuse("login and password_hash belong together");
  if (password_hash && !password_hash->starts_with(password_hash_mark)) {
    reader.refuse("password_hash is none that was made with argon2id");
  }
  if (login && password_hash) {
    identity.login = Login{.name = normalized_login(std::move(*login)), .password_hash = std::move(*password_hash)};
  }
  if (!reader.what().empty()) return reader.what();
  return identity;
}

}  // namespace ledger
