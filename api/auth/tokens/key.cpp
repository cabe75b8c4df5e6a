#include "api/auth/tokens/key.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "api/auth/tokens/base64url.hpp"

namespace ledger::api {
namespace {

/// r and s of ECDSA on P-256, 32 bytes each.
constexpr std::size_t es256_half_bytes = 32;
constexpr std::size_t key_id_bytes = 12;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string hmac(const std::string& secret, std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  unsigned size = 0;
  const auto* made = HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes_of(text), text.size(),
                          digest.data(), &size);
  if (made == nullptr) throw std::runtime_error("OpenSSL cannot compute an HMAC");
  return {reinterpret_cast<const char*>(digest.data()), size};
}

/// A token's two numbers, one after the other, as OpenSSL wants them (DER); empty if they are not that.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * es256_half_bytes) return {};
  BigNumber r(BN_bin2bn(bytes_of(signature), es256_half_bytes, nullptr));
  BigNumber s(BN_bin2bn(bytes_of(signature.substr(es256_half_bytes)), es256_half_bytes, nullptr));
  const EcdsaSignature pair(ECDSA_SIG_new());
  if (!r || !s || !pair) throw std::bad_alloc();
  // Takes over both numbers.
  if (ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return {};
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

std::string raw_of(std::string_view der) {
  const auto* at = bytes_of(der);
  const EcdsaSignature pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (!pair) throw std::runtime_error("OpenSSL made a signature that it cannot read");
  std::string raw(2 * es256_half_bytes, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(raw.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out, es256_half_bytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out + es256_half_bytes, es256_half_bytes);
  return raw;
}

/// Ed25519 hashes by itself.
const EVP_MD* digest_for(Algorithm algorithm) { return algorithm == Algorithm::eddsa ? nullptr : EVP_sha256(); }

bool is_p256(const EVP_PKEY* pair) {
  std::array<char, 64> group{};
  std::size_t size = 0;
  return EVP_PKEY_get_utf8_string_param(pair, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), &size) == 1 &&
         std::string_view(group.data()) == "prime256v1";
}

Algorithm algorithm_for(const EVP_PKEY* pair) {
  switch (EVP_PKEY_get_base_id(pair)) {
    case EVP_PKEY_ED25519:
      return Algorithm::eddsa;
    case EVP_PKEY_EC:
      if (is_p256(pair)) return Algorithm::es256;
      break;
    case EVP_PKEY_RSA: {
      const int bits = EVP_PKEY_get_bits(pair);
      if (bits < Key::rsa_bits_min || bits > Key::rsa_bits_max) {
        throw std::runtime_error("an RSA key has 2048 to 8192 bits here");
      }
      return Algorithm::rs256;
    }
    default:
      break;
  }
  throw std::runtime_error("a key is Ed25519, RSA, or on the curve P-256");
}

std::string id_of(EVP_PKEY* pair) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(pair, &der);
  if (size <= 0) throw std::runtime_error("a key without a public half");
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(der, static_cast<std::size_t>(size), digest.data());
  OPENSSL_free(der);
  return encode_base64url({reinterpret_cast<const char*>(digest.data()), key_id_bytes});
}

}  // namespace

std::string_view name_of(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::hs256:
      return "HS256";
    case Algorithm::rs256:
      return "RS256";
    case Algorithm::es256:
      return "ES256";
    case Algorithm::eddsa:
      return "EdDSA";
  }
  __builtin_unreachable();
}

std::optional<Algorithm> parse_algorithm(std::string_view name) {
  for (const auto algorithm : {Algorithm::hs256, Algorithm::rs256, Algorithm::es256, Algorithm::eddsa}) {
    if (name_of(algorithm) == name) return algorithm;
  }
  return std::nullopt;
}

Key Key::of_pair(std::string id, KeyHandle pair) {
  Key key(std::move(id), algorithm_for(pair.get()));
  key.pair_ = std::move(pair);
  return key;
}

Key Key::of_secret(std::string id, std::string secret) {
  if (secret.size() < secret_bytes_min) throw std::runtime_error("a secret for HS256 has at least 32 bytes");
  Key key(std::move(id), Algorithm::hs256);
  key.secret_ = std::move(secret);
  return key;
}

bool Key::is_same(const Key& other) const {
  if (this == &other) return true;
  if (id_ != other.id_ || algorithm_ != other.algorithm_) return false;
  return algorithm_ == Algorithm::hs256 ? secret_ == other.secret_ : EVP_PKEY_eq(pair_.get(), other.pair_.get()) == 1;
}

bool Key::verifies(std::string_view text, std::string_view signature) const {
  if (algorithm_ == Algorithm::hs256) {
    const auto wanted = hmac(secret_, text);
    return signature.size() == wanted.size() && CRYPTO_memcmp(signature.data(), wanted.data(), wanted.size()) == 0;
  }
  std::string der;
  if (algorithm_ == Algorithm::es256) {
    der = der_of(signature);
    if (der.empty()) return false;
    signature = der;
  }
  const DigestContext context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  if (EVP_DigestVerifyInit(context.get(), nullptr, digest_for(algorithm_), nullptr, pair_.get()) != 1) {
    throw std::runtime_error("OpenSSL cannot verify with this key");
  }
  return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()) == 1;
}

std::string Key::sign(std::string_view text) const {
  if (algorithm_ == Algorithm::hs256) return hmac(secret_, text);
  const DigestContext context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  std::size_t size = 0;
  const bool ready = EVP_DigestSignInit(context.get(), nullptr, digest_for(algorithm_), nullptr, pair_.get()) == 1 &&
                     EVP_DigestSign(context.get(), nullptr, &size, bytes_of(text), text.size()) == 1;
  if (!ready) throw std::runtime_error("OpenSSL cannot sign with this key");
  std::string signature(size, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(signature.data());
  if (EVP_DigestSign(context.get(), out, &size, bytes_of(text), text.size()) != 1) {
    throw std::runtime_error("OpenSSL cannot sign with this key");
  }
  signature.resize(size);
  return algorithm_ == Algorithm::es256 ? raw_of(signature) : signature;
}

namespace {

constexpr std::size_t key_file_bytes_max = std::size_t{64} * 1024;

std::string content_of_key_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text(key_file_bytes_max, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

/// Takes the next block, from its line of BEGIN to that of END, off the text; what stands before it is nobody's.
/// Nothing if there is none. A block without an end is the rest of the text.
std::optional<std::string_view> take_block(std::string_view& text) {
  constexpr std::string_view begin_mark = "-----BEGIN ";
  constexpr std::string_view end_mark = "-----END ";
  const auto begin = text.find(begin_mark);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto end = std::min(text.find(end_mark, begin), text.size());
  const auto behind = std::min(text.find('\n', end), text.size());
  const auto block = text.substr(begin, behind - begin);
  text.remove_prefix(behind);
  return block;
}

/// Null for a block that is no private key without a passphrase.
KeyHandle key_in_block(std::string_view block) {
  const Bio bio(BIO_new_mem_buf(block.data(), static_cast<int>(block.size())));
  // OpenSSL's own would ask at the terminal.
  const auto no_passphrase = [](char* /*buffer*/, int /*size*/, int /*writing*/, void* /*context*/) { return 0; };
  return KeyHandle(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr) : nullptr);
}

}  // namespace

std::vector<Key> read_private_keys(const std::string& file) {
  const auto text = content_of_key_file(file);
  std::vector<Key> keys;
  std::string_view rest = text;
  while (const auto block = take_block(rest)) {
    auto pair = key_in_block(*block);
    if (!pair) throw std::runtime_error(file + " is no readable private key in PEM without a passphrase");
    if (keys.size() == private_keys_max) throw std::runtime_error(file + " has too many keys");
    try {
      auto id = id_of(pair.get());
      keys.push_back(Key::of_pair(std::move(id), std::move(pair)));
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(file + ": " + error.what());
    }
  }
  if (keys.empty()) throw std::runtime_error(file + " is no readable private key in PEM without a passphrase");
  return keys;
}

}  // namespace ledger::api
