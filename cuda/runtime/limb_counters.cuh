// Sums of whole numbers in shared memory, as 14-bit limbs in 32-bit counters.
//
// The shared-memory atomic on 32-bit integers is one instruction, and the one on 64 bits a loop: so a number is cut
// into limbs of 14 bits, and each limb is added to a counter of its own. A 32-bit counter holds 2^18 such additions.
// Each counter has replicas beside each other, and lane l of a warp adds to replica l % replicas, so that lanes seldom
// meet at one address.
#pragma once

#include <cstdint>

#include "cuda/simt/simt.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {

inline constexpr int k_limb_bits = 14;
/// Additions that no counter of a limb overflows by: 2^32 / 2^14.
inline constexpr std::int64_t k_limb_additions = std::int64_t{1} << 18;

/// The replica that the calling thread adds to.
__device__ __forceinline__ int own_replica(int log2_replicas) {
  return static_cast<int>(threadIdx.x) & ((1 << log2_replicas) - 1);
}

/// The counters of one sum of numbers in [0, 2^(14 Limbs)).
template <int Limbs>
struct LimbCounters {
  unsigned* counters;  ///< of all sums: [counter][replicas]
  int first;           ///< this sum has counters first ... first + Limbs - 1
  int log2_replicas;

  __device__ __forceinline__ unsigned& at(int limb, int replica) const {
    return counters[((first + limb) << log2_replicas) + replica];
  }

  __device__ __forceinline__ void add(int replica, unsigned long long number) const {
#pragma unroll
    for (int limb = 0; limb < Limbs; ++limb) {
      const auto rest = static_cast<unsigned>(number >> (limb * k_limb_bits));
      const unsigned value = limb + 1 < Limbs ? rest & ((1u << k_limb_bits) - 1) : rest;
      atomicAdd(&at(limb, replica), value);
    }
  }
  /// What the replicas of a limb hold together.
  __device__ __forceinline__ unsigned long long total(int limb) const {
    unsigned long long all = 0;
    for (int replica = 0; replica < 1 << log2_replicas; ++replica) all += at(limb, replica);
    return all;
  }
  /// The sum of all numbers that were added.
  __device__ __forceinline__ Int128 sum() const {
    Int128 all = 0;
#pragma unroll
    for (int limb = 0; limb < Limbs; ++limb) all += static_cast<Int128>(total(limb)) << (limb * k_limb_bits);
    return all;
  }
};

}  // namespace shoal::cuda
