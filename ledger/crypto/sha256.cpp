#include "ledger/crypto/sha256.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace ledger {
namespace {

void check(int result) {
  if (result != 1) throw std::runtime_error("OpenSSL refused to compute");
}

/// Fetched once: since OpenSSL 3 EVP_sha256() looks its implementation up at every use.
const EVP_MD* sha256_implementation() {
  static const EVP_MD* const implementation = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return implementation;
}

}  // namespace

void Sha256::FreeContext::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (!context_) throw std::bad_alloc();
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Hash Sha256::digest(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second) {
  Hash hash;
  check(EVP_DigestInit_ex2(context_.get(), sha256_implementation(), nullptr));
  check(EVP_DigestUpdate(context_.get(), first.data(), first.size()));
  check(EVP_DigestUpdate(context_.get(), second.data(), second.size()));
  check(EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr));
  return hash;
}

void fill_with_random_bytes(std::span<std::uint8_t> bytes) {
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("OpenSSL has no random bytes");
  }
}

}  // namespace ledger
