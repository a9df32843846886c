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

/// Ten Philox 4x32 rounds.
SHOAL_HD inline std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                                    std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key = {key[0] + 0x9E3779B9u, key[1] + 0xBB67AE85u};
  }
  return counter;
}

/// 64 random bits.
SHOAL_HD inline std::uint64_t random_bits(std::uint64_t seed, Purpose purpose, std::uint64_t index,
                                          std::uint32_t lane = 0) {
  const auto r = philox({static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), lane,
                         static_cast<std::uint32_t>(purpose)},
                        {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
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

}  // namespace shoal
