// SHA-256 of bytes that come in pieces.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace shoal::detail {

/// Makes libcrypto's record of errors of this thread. Without it the library calls itself without an end when its first error is that memory
/// has ended.
void prepare_digests();

/// FIPS 180-4, by libcrypto. Error{internal} when that refuses (a FIPS policy without SHA-256).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  /// Lower-case hexadecimal of everything so far; the last call.
  std::string hexadecimal();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shoal::detail
