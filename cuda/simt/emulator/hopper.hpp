// The host twins of hopper.hpp. Barriers are real atomics, so that the race detector sees what they order. Copies and
// products are queued, and the thread that waits does them.
#pragma once

#include <bit>
#include <cstdint>

#include "cuda/simt/emulator/engine.hpp"
#include "cuda/simt/tensor_map.hpp"

namespace simt {

struct alignas(8) Mbarrier {
  std::uint64_t state;
};

/// The 64 bits of a barrier as the emulator lays them out. Hardware has a layout of its own.
struct MbarrierState {
  std::uint32_t pending : 12;   ///< arrivals that this phase still lacks
  std::uint32_t expected : 12;  ///< arrivals of each phase
  std::uint32_t phase : 1;      ///< parity of the phase that is under way
  std::uint32_t made : 7;       ///< k_made once the barrier is initialised
  std::int32_t bytes;           ///< bytes that are announced and not there yet
};
inline constexpr std::uint32_t k_made = 0x35;

inline bool phase_complete(const MbarrierState& s) { return s.pending == 0 && s.bytes == 0; }

/// Replaces the state by change(state), atomically. When that completes the phase, the next phase begins.
template <class F>
void mbarrier_update(Mbarrier* barrier, Site site, F change) {
  std::uint64_t seen = __atomic_load_n(&barrier->state, __ATOMIC_RELAXED);
  for (;;) {
    auto state = std::bit_cast<MbarrierState>(seen);
    if (state.made != k_made) fail("mbarrier used before mbarrier_init", site);
    change(state);
    if (phase_complete(state)) {
      state.pending = state.expected;
      state.phase ^= 1;
    }
    const auto wanted = std::bit_cast<std::uint64_t>(state);
    if (__atomic_compare_exchange_n(&barrier->state, &seen, wanted, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return;
  }
}

// ---- in emulator/hopper.cpp, which the race detector does not look into
void forget_hopper_work();  ///< drops what an earlier, broken launch left in the queues
void tma_push(void* to, const TensorMap& map, int column, int row, Mbarrier* barrier, Site site);
void tma_progress();  ///< does one of the copies that are under way, if there is any
void wgmma_push(float* sums, std::uint64_t a, std::uint64_t b, bool add, Site site);
void wgmma_close_group();
void wgmma_wait_until(unsigned open_groups, Site site);
/// Its address within shared memory. Dynamic shared memory begins at an odd multiple of 128, as it may on a GPU.
std::uint32_t smem_address(const void* p);

inline void mbarrier_init(Mbarrier* barrier, unsigned count) {
  forget_hopper_work();
  const MbarrierState state{count & 0xfff, count & 0xfff, 0, k_made, 0};
  __atomic_store_n(&barrier->state, std::bit_cast<std::uint64_t>(state), __ATOMIC_RELEASE);
}
inline void fence_mbarrier_init() {}
inline void mbarrier_arrive_expect(Mbarrier* barrier, unsigned bytes, SIMT_SITE) {
  mbarrier_update(barrier, SIMT_HERE, [=](MbarrierState& s) {
    if (s.pending == 0) fail("mbarrier: more arrivals than a phase has", SIMT_HERE);
    --s.pending;
    s.bytes += static_cast<std::int32_t>(bytes);
  });
  maybe_yield();
}
inline void mbarrier_arrive(Mbarrier* barrier, SIMT_SITE) { mbarrier_arrive_expect(barrier, 0, simt_file, simt_line); }
inline void mbarrier_wait(Mbarrier* barrier, unsigned parity, SIMT_SITE) {
  for (;;) {
    const auto state = std::bit_cast<MbarrierState>(__atomic_load_n(&barrier->state, __ATOMIC_ACQUIRE));
    if (state.made != k_made) fail("mbarrier used before mbarrier_init", SIMT_HERE);
    if (state.phase != (parity & 1)) return;
    tma_progress();
    yield(simt_file, simt_line);
  }
}

inline void tma_load(void* to, const TensorMap& map, int column, int row, Mbarrier* barrier, SIMT_SITE) {
  tma_push(to, map, column, row, barrier, SIMT_HERE);
}

template <int N>
void registers_decrease() {}
template <int N>
void registers_increase() {}

inline std::uint32_t replace_bits(std::uint32_t x, std::uint32_t kept, std::uint32_t added) {
  return (x & kept) | added;
}

inline std::uint64_t wgmma_descriptor(const void* tile) {
  return 1ull << 62 | static_cast<std::uint64_t>(8 * 128 >> 4) << 32 | 1ull << 16 | (smem_address(tile) >> 4 & 0x3fff);
}
/// Like every wgmma instruction, it is the whole warp's: no lane goes on before all lanes are here.
inline void wgmma_fence(SIMT_SITE) {
  warp_op([](void**, std::uint32_t) {}, nullptr, 0xffffffffu, false, SIMT_HERE);
}
inline void wgmma_commit() { wgmma_close_group(); }
template <int N>
void wgmma_wait(SIMT_SITE) {
  wgmma_wait_until(N, SIMT_HERE);
}
template <int N>
void wgmma_settle(float (&)[N]) {}
inline void wgmma_m64n128k16_f16(float (&sums)[64], std::uint64_t a, std::uint64_t b, bool add, SIMT_SITE) {
  wgmma_push(sums, a, b, add, SIMT_HERE);
}

}  // namespace simt
