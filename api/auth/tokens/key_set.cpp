#include "api/auth/tokens/key_set.hpp"

#include <openssl/core_names.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "api/auth/tokens/base64url.hpp"
#include "api/json/json_tree.hpp"

namespace ledger::api {
namespace {

constexpr std::size_t key_id_bytes_max = 128;
constexpr std::size_t number_bytes_max = 1024;
constexpr std::size_t p256_coordinate_bytes = 32;

/// A member in base64url. Throws std::runtime_error without it.
std::string bytes_member(const JsonTree& jwk, std::string_view name) {
  const auto text = jwk.text_member(name);
  auto bytes = text ? decode_base64url(*text) : std::nullopt;
  if (!bytes || bytes->empty() || bytes->size() > number_bytes_max) {
    throw std::runtime_error("its " + std::string(name) + " is missing or malformed");
  }
  return std::move(*bytes);
}

KeyHandle key_from(const char* kind, OSSL_PARAM* parameters) {
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* made = nullptr;
  const bool ready = context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                     EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters) == 1;
  if (!ready) throw std::runtime_error("it is no valid key");
  return KeyHandle(made);
}

KeyHandle rsa_key(const JsonTree& jwk) {
  const auto n = bytes_member(jwk, "n");
  const auto e = bytes_member(jwk, "e");
  const auto number = [](const std::string& bytes) {
    return BigNumber(
        BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr));
  };
  const auto modulus = number(n);
  const auto exponent = number(e);
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (!modulus || !exponent || !builder) throw std::bad_alloc();
  // With an exponent of 1 or an even one everything, or nothing, is a signature.
  if (BN_num_bits(exponent.get()) < 2 || BN_num_bits(exponent.get()) > 32 || BN_is_odd(exponent.get()) == 0) {
    throw std::runtime_error("its exponent is not one to be used");
  }
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  return key_from("RSA", parameters.get());
}

KeyHandle ec_key(const JsonTree& jwk) {
  if (jwk.text_member("crv") != "P-256") throw std::runtime_error("its curve is not P-256");
  const auto x = bytes_member(jwk, "x");
  const auto y = bytes_member(jwk, "y");
  if (x.size() != p256_coordinate_bytes || y.size() != p256_coordinate_bytes) {
    throw std::runtime_error("its coordinates have not 32 bytes");
  }
  // An uncompressed point.
  std::string point = '\x04' + x + y;
  std::string group = "prime256v1";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end(),
  };
  return key_from("EC", parameters);
}

KeyHandle ed25519_key(const JsonTree& jwk) {
  if (jwk.text_member("crv") != "Ed25519") throw std::runtime_error("its curve is not Ed25519");
  const auto x = bytes_member(jwk, "x");
  KeyHandle key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(x.data()),
                                            x.size()));
  if (!key) throw std::runtime_error("it is no valid key");
  return key;
}

Key key_of(const JsonTree& jwk, const std::string& id, KeySource source) {
  const auto kind = jwk.text_member("kty");
  if (kind == "RSA") return Key::of_pair(id, rsa_key(jwk));
  if (kind == "EC") return Key::of_pair(id, ec_key(jwk));
  if (kind == "OKP") return Key::of_pair(id, ed25519_key(jwk));
  if (kind != "oct") throw std::runtime_error("its kind is not known here");
  if (source == KeySource::url) throw std::runtime_error("a secret that is published is none");
  // Keys of the other kinds have only one algorithm here; a secret must name HS256 as its algorithm.
  if (jwk.find("alg") == nullptr) throw std::runtime_error("a secret must name its algorithm");
  return Key::of_secret(id, bytes_member(jwk, "k"));
}

bool is_for_verifying(const JsonTree& jwk) {
  if (jwk.find("use") != nullptr && jwk.text_member("use") != "sig") return false;
  const auto* operations = jwk.find("key_ops");
  if (operations == nullptr) return true;
  return std::any_of(operations->items.begin(), operations->items.end(),
                     [](const JsonTree& each) { return each.text == "verify"; });
}

/// Throws std::runtime_error with what is wrong.
Key checked_key(const JsonTree& jwk, const std::string& id, KeySource source) {
  if (!is_for_verifying(jwk)) throw std::runtime_error("it is not for signatures");
  auto key = key_of(jwk, id, source);
  const auto* algorithm = jwk.find("alg");
  if (algorithm != nullptr && algorithm->text != name_of(key.algorithm())) {
    throw std::runtime_error("its algorithm is not known here");
  }
  return key;
}

}  // namespace

KeySet parse_key_set(std::string_view text, const std::string& issuer, KeySource source,
                     std::vector<std::string>& skipped) {
  if (text.size() > key_set_bytes_max) throw std::runtime_error("a JWK Set has at most 256 KiB");
  const auto document = JsonTree::parse_object(text);
  const auto* keys = document ? document->find("keys") : nullptr;
  if (keys == nullptr || keys->kind != JsonTree::Kind::array) throw std::runtime_error("this is no JWK Set");
  if (keys->items.size() > keys_in_set_max) throw std::runtime_error("a JWK Set has at most 64 keys");

  KeySet set;
  for (std::size_t index = 0; index < keys->items.size(); ++index) {
    const auto& jwk = keys->items[index];
    const std::string place = "key " + std::to_string(index + 1);
    const auto id = jwk.text_member("kid");
    if (!id || id->empty() || id->size() > key_id_bytes_max) {
      skipped.push_back(place + " is not used: it has no kid");
      continue;
    }
    try {
      auto key = std::make_shared<const Key>(checked_key(jwk, std::string(*id), source));
      const bool is_new = set.emplace(std::string(*id), TrustedKey{std::move(key), issuer}).second;
      if (!is_new) skipped.push_back(place + " is not used: an earlier one has the same kid");
    } catch (const std::runtime_error& error) {
      skipped.push_back(place + " is not used: " + error.what());
    }
  }
  if (set.empty()) throw std::runtime_error("there is no key in it that can be used");
  return set;
}

}  // namespace ledger::api
