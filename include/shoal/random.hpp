// Counter-based random numbers: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11).
// A draw is a pure function of (seed, purpose, index, lane): no state, no order, the same on every device.
#pragma once

#include <array>
#include <cstdint>

#include "shoal/one_answer.hpp"

namespace shoal {

/// The seed of every command that is not given one; printed and stored.
inline constexpr std::uint64_t k_default_seed = 42;

/// What a random number is for. Values are part of the file format of models: append, never renumber.
enum class Purpose : std::uint32_t {
  restart = 1,         ///< seed of one k-means start
  first_centroid = 2,  ///< k-means++: the first row
  candidate = 3,       ///< k-means++: candidate rows of a step
  random_rows = 4,     ///< random initial rows
  oversample = 5,      ///< k-means||
  mini_batch = 6,      ///< rows of a mini-batch
  bootstrap = 7,       ///< resampling for stability
  split = 8,           ///< train / test
  generate = 9,        ///< sample data
  sample = 10,         ///< rows drawn for a chart or an estimate
  recombine = 11,      ///< k-means: starts made of earlier ones
};

/// Ten Philox 4x32 rounds, in place. Plain arrays: device code may not call std::array.
SHOAL_HD inline void philox_rounds(std::uint32_t (&counter)[4], std::uint32_t key0, std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter[0] = static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key0;
    counter[1] = static_cast<std::uint32_t>(b);
    counter[2] = static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key1;
    counter[3] = static_cast<std::uint32_t>(a);
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

/// The same as a function of the host.
inline std::array<std::uint32_t, 4> philox(const std::array<std::uint32_t, 4>& counter,
                                           const std::array<std::uint32_t, 2>& key) {
  std::uint32_t r[4] = {counter[0], counter[1], counter[2], counter[3]};
  philox_rounds(r, key[0], key[1]);
  return {r[0], r[1], r[2], r[3]};
}

/// 64 random bits.
SHOAL_HD inline std::uint64_t random_bits(std::uint64_t seed, Purpose purpose, std::uint64_t index,
                                          std::uint32_t lane = 0) {
  std::uint32_t r[4] = {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), lane,
                        static_cast<std::uint32_t>(purpose)};
  philox_rounds(r, static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
  return (std::uint64_t{r[1]} << 32) | r[0];
}

/// Uniform in [0, 1), 53 bits.
SHOAL_HD inline double random_unit(std::uint64_t seed, Purpose purpose, std::uint64_t index, std::uint32_t lane = 0) {
  return static_cast<double>(random_bits(seed, purpose, index, lane) >> 11) * 0x1p-53;
}

/// Uniform whole number in [0, n), n > 0 (multiply and shift; the bias is below n / 2^64).
SHOAL_HD inline std::uint64_t random_below(std::uint64_t n, std::uint64_t seed, Purpose purpose, std::uint64_t index,
                                           std::uint32_t lane = 0) {
  __extension__ using U128 = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<U128>(random_bits(seed, purpose, index, lane)) * n) >> 64);
}

/// Uniform whole number in [0, total) from one 64-bit draw, total > 0.
SHOAL_HD inline Int128 draw_below(Int128 total, std::uint64_t bits) {
  __extension__ using U128 = unsigned __int128;
  const auto whole = static_cast<U128>(total);
  const U128 low = static_cast<std::uint64_t>(whole), high = whole >> 64;
  return static_cast<Int128>(high * bits + ((low * bits) >> 64));
}

}  // namespace shoal
