#include <openssl/evp.h>

#include <array>
#include <memory>
#include <vector>

#include "base/input_file.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"

namespace shoal {
namespace {

class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    check(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }

  void update(std::string_view bytes) { check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1); }

  std::string hexadecimal() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    check(EVP_DigestFinal_ex(context_.get(), bytes.data(), &length) == 1);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
      text += digits[bytes[i] >> 4];
      text += digits[bytes[i] & 15];
    }
    return text;
  }

 private:
  static void check(bool fine) {
    if (!fine) throw Error(ErrorCode::internal, "the cryptographic library refuses SHA-256");
  }

  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256(std::string_view bytes) {
  Digest digest;
  digest.update(bytes);
  return digest.hexadecimal();
}

std::string sha256_file(const std::filesystem::path& path) {
  detail::InputFile file(path);
  Digest digest;
  std::vector<char> buffer(std::size_t{1} << 18);
  while (const std::size_t got = file.read(buffer)) digest.update({buffer.data(), got});
  return digest.hexadecimal();
}

}  // namespace shoal
