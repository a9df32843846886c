#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <new>
#include <vector>

#include "base/digest.hpp"
#include "base/input_file.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"

namespace shoal {
namespace detail {
namespace {

/// The library says why in words of its own; that memory has ended is left in errno, which the caller clears.
void check(bool fine) {
  if (fine) return;
  if (errno == ENOMEM) throw std::bad_alloc();
  throw Error(ErrorCode::internal, "the cryptographic library refuses SHA-256");
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() {
  errno = 0;
  state_ = std::make_unique<State>();
  check(state_->context != nullptr && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
  errno = 0;
  check(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hexadecimal() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned length = 0;
  errno = 0;
  check(EVP_DigestFinal_ex(state_->context.get(), bytes.data(), &length) == 1);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 15];
  }
  return text;
}

}  // namespace detail

void detail::prepare_digests() { ERR_clear_error(); }

std::string sha256(std::string_view bytes) {
  detail::Sha256 digest;
  digest.update(bytes);
  return digest.hexadecimal();
}

std::string sha256_file(const std::filesystem::path& path) {
  detail::InputFile file(path);
  detail::Sha256 digest;
  std::vector<char> buffer(std::size_t{1} << 18);
  while (const std::size_t got = file.read(buffer)) digest.update({buffer.data(), got});
  return digest.hexadecimal();
}

}  // namespace shoal
