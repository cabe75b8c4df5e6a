#include "tests/support/api/token_workshop.hpp"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <stdexcept>

#include "api/auth/tokens/base64url.hpp"

namespace ledger::test {
namespace {

using api::BigNumber;
using api::Bio;
using api::encode_base64url;
using api::Key;
using api::KeyHandle;

constexpr int rsa_bits = 2048;
constexpr const char* secret = "a secret of thirty-two bytes, so";

std::string number_of(EVP_PKEY* pair, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(pair, name, &raw) != 1) throw std::runtime_error("no such number in a key");
  const BigNumber number(raw);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
  BN_bn2bin(raw, reinterpret_cast<unsigned char*>(bytes.data()));
  return encode_base64url(bytes);
}

std::string coordinate_of(EVP_PKEY* pair, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(pair, name, &raw) != 1) throw std::runtime_error("no such coordinate in a key");
  const BigNumber number(raw);
  std::string bytes(32, '\0');
  BN_bn2binpad(raw, reinterpret_cast<unsigned char*>(bytes.data()), 32);
  return encode_base64url(bytes);
}

std::string ed25519_x(EVP_PKEY* pair) {
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  EVP_PKEY_get_raw_public_key(pair, reinterpret_cast<unsigned char*>(bytes.data()), &size);
  return encode_base64url(bytes);
}

std::string public_pem(EVP_PKEY* pair) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(bio.get(), pair);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string private_pem_of(EVP_PKEY* pair) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(bio.get(), pair, nullptr, nullptr, 0, nullptr, nullptr);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

std::string fresh_private_pem() {
  const KeyHandle pair(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  return private_pem_of(pair.get());
}

const TokenWorkshop& TokenWorkshop::get() {
  static const TokenWorkshop workshop;
  return workshop;
}

TokenWorkshop::TokenWorkshop() {
  KeyHandle rsa(EVP_RSA_gen(rsa_bits));
  rs_jwk_ = fmt::format(R"({{"kty":"RSA","kid":"rs","alg":"RS256","use":"sig","n":"{}","e":"{}"}})",
                        number_of(rsa.get(), OSSL_PKEY_PARAM_RSA_N), number_of(rsa.get(), OSSL_PKEY_PARAM_RSA_E));
  rs_public_pem_ = public_pem(rsa.get());
  rs_ = std::make_unique<Key>(Key::of_pair("rs", std::move(rsa)));

  KeyHandle ec(EVP_EC_gen("P-256"));
  es_jwk_ =
      fmt::format(R"({{"kty":"EC","kid":"es","crv":"P-256","x":"{}","y":"{}"}})",
                  coordinate_of(ec.get(), OSSL_PKEY_PARAM_EC_PUB_X), coordinate_of(ec.get(), OSSL_PKEY_PARAM_EC_PUB_Y));
  es_ = std::make_unique<Key>(Key::of_pair("es", std::move(ec)));

  KeyHandle ed(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  ed_jwk_ = fmt::format(R"({{"kty":"OKP","kid":"ed","crv":"Ed25519","x":"{}"}})", ed25519_x(ed.get()));
  private_pem_ = private_pem_of(ed.get());
  ed_ = std::make_unique<Key>(Key::of_pair("ed", std::move(ed)));
  stranger_ = std::make_unique<Key>(Key::of_pair("ed", KeyHandle(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))));

  hs_jwk_ = fmt::format(R"({{"kty":"oct","kid":"hs","alg":"HS256","k":"{}"}})", encode_base64url(secret));
  hs_ = std::make_unique<Key>(Key::of_secret("hs", secret));
}

std::string TokenWorkshop::key_set() const {
  return fmt::format(R"({{"keys":[{},{},{},{}]}})", rs_jwk_, es_jwk_, ed_jwk_, hs_jwk_);
}

std::string TokenWorkshop::published_key_set() const {
  return fmt::format(R"({{"keys":[{},{},{}]}})", rs_jwk_, es_jwk_, ed_jwk_);
}

const Key& TokenWorkshop::key(const std::string& id) const {
  for (const auto* each : {rs_.get(), es_.get(), ed_.get(), hs_.get()}) {
    if (each->id() == id) return *each;
  }
  throw std::runtime_error("no key " + id);
}

std::string signed_token(const Key& key, const std::string& header, const std::string& claims) {
  const auto text = encode_base64url(header) + '.' + encode_base64url(claims);
  return text + '.' + encode_base64url(key.sign(text));
}

std::string TokenText::header() const {
  return fmt::format(R"({{"alg":"{}","kid":"{}","typ":"JWT"{}}})", algorithm, key_id, more_header);
}

std::string TokenText::claims(std::chrono::system_clock::time_point now) const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  return fmt::format(R"({{"iss":"{}","aud":{},"sub":"{}","iat":{},"exp":{},"roles":{},"accounts":{}{}}})", issuer,
                     audience, subject, seconds + issued, seconds + expires, roles, accounts, more_claims);
}

std::string make_token(const TokenText& text, std::chrono::system_clock::time_point now) {
  return signed_token(TokenWorkshop::get().key(text.key_id), text.header(), text.claims(now));
}

}  // namespace ledger::test
