// OpenSSL's handles, each with its owner.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>

namespace ledger::api {

template <auto Free>
struct EvpDeleter {
  template <class Handle>
  void operator()(Handle* handle) const {
    Free(handle);
  }
};

using KeyHandle = std::unique_ptr<EVP_PKEY, EvpDeleter<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, EvpDeleter<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, EvpDeleter<EVP_MD_CTX_free>>;
using BigNumber = std::unique_ptr<BIGNUM, EvpDeleter<BN_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, EvpDeleter<ECDSA_SIG_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, EvpDeleter<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, EvpDeleter<OSSL_PARAM_free>>;

/// Frees a file or a block of memory; the number that BIO_free returns is not needed.
struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, BioDeleter>;

}  // namespace ledger::api
