// Hashes of short byte strings, for tables in memory only: never stored, never part of a result.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace shoal::data {

/// Multiplies to 128 bits and folds the halves: one round of mixing (the idea of wyhash).
inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using U128 = unsigned __int128;
  const U128 product = static_cast<U128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline constexpr std::uint64_t k_hash_a = 0x9E3779B97F4A7C15u;
inline constexpr std::uint64_t k_hash_b = 0xC2B2AE3D27D4EB4Fu;

/// 64-bit hash of bytes. O(length).
inline std::uint64_t hash_bytes(std::string_view text, std::uint64_t seed = 0) {
  const char* p = text.data();
  std::size_t left = text.size();
  std::uint64_t h = seed ^ k_hash_a ^ (left * k_hash_b);
  std::uint64_t word = 0;
  for (; left >= 8; p += 8, left -= 8) {
    std::memcpy(&word, p, 8);
    h = mix(h ^ word, k_hash_b);
  }
  if (left > 0) {
    word = 0;
    std::memcpy(&word, p, left);
    h = mix(h ^ word, k_hash_a);
  }
  return mix(h, k_hash_a);
}

/// Two independent 64-bit sums over the columns of a line: wide enough to stand for their bytes, in any order of adding. As each column
/// adds what its own 64-bit hash gives, one can be taken out again by that hash.
struct WideHash {
  std::uint64_t first = 0;
  std::uint64_t second = 0;

  static std::uint64_t of(std::string_view text, std::int32_t column) {
    return hash_bytes(text, static_cast<std::uint64_t>(column + 1) * k_hash_b);
  }
  void add(std::uint64_t hash) {
    first += mix(hash ^ k_hash_b, k_hash_a);
    second += mix(hash ^ k_hash_a, k_hash_b);
  }
  void take_out(std::uint64_t hash) {
    first -= mix(hash ^ k_hash_b, k_hash_a);
    second -= mix(hash ^ k_hash_a, k_hash_b);
  }
  bool operator==(const WideHash&) const = default;
};

}  // namespace shoal::data
