// Warp collectives under their CUDA names: each lane hands in a pointer, and the last one to arrive computes for all.
#pragma once

#include <cstdint>
#include <type_traits>

#include "cuda/simt/emulator/engine.hpp"

namespace simt {

template <class T, class... U>
concept one_of = (std::is_same_v<T, U> || ...);

template <class T>
struct LaneValue {
  T in;
  T out;
  int source;
};

template <class T>
SIMT_RAW void shuffle_lanes(void** data, std::uint32_t mask) {
  for (int l = 0; l < 32; ++l) {
    if ((mask >> l & 1) == 0) continue;
    auto* lane = static_cast<LaneValue<T>*>(data[l]);
    // A lane that does not take part gives no value; its reader keeps its own value.
    lane->out = (mask >> lane->source & 1) != 0 ? static_cast<LaneValue<T>*>(data[lane->source])->in : T(lane->in);
  }
}

template <class T>
SIMT_RAW T shuffle(std::uint32_t mask, T value, int source, Site site) {
  static_assert(std::is_arithmetic_v<T> || sizeof(T) <= 4, "CUDA shuffles arithmetic types and halves only");
  LaneValue<T> mine{value, value, source};
  warp_op(&shuffle_lanes<T>, &mine, mask, false, site);
  return mine.out;
}

template <class T, class Op>
SIMT_RAW void reduce_lanes(void** data, std::uint32_t mask) {
  T total{};
  bool first = true;
  for (int l = 0; l < 32; ++l) {
    if ((mask >> l & 1) == 0) continue;
    const T value = static_cast<LaneValue<T>*>(data[l])->in;
    total = first ? value : Op::of(total, value);
    first = false;
  }
  for (int l = 0; l < 32; ++l)
    if ((mask >> l & 1) != 0) static_cast<LaneValue<T>*>(data[l])->out = total;
}

template <class Op, class T>
SIMT_RAW T reduce(std::uint32_t mask, T value, Site site) {
  LaneValue<T> mine{value, value, 0};
  warp_op(&reduce_lanes<T, Op>, &mine, mask, false, site);
  return mine.out;
}

template <class T>
SIMT_RAW void match_lanes(void** data, std::uint32_t mask) {
  for (int l = 0; l < 32; ++l) {
    if ((mask >> l & 1) == 0) continue;
    auto* lane = static_cast<LaneValue<T>*>(data[l]);
    std::uint32_t same = 0;
    for (int m = 0; m < 32; ++m)
      if ((mask >> m & 1) != 0 && static_cast<LaneValue<T>*>(data[m])->in == lane->in) same |= 1u << m;
    lane->source = static_cast<int>(same);
  }
}

/// The lanes of the mask whose predicate is true.
unsigned ballot(unsigned mask, bool predicate, Site site);

inline int segment_start(int width) { return static_cast<int>(lane()) & ~(width - 1); }

}  // namespace simt

inline void __syncthreads(SIMT_SITE) { simt::barrier(SIMT_HERE); }
inline int __syncthreads_count(int predicate, SIMT_SITE) { return simt::barrier_count(predicate != 0, SIMT_HERE); }
inline int __syncthreads_or(int predicate, SIMT_SITE) {
  return static_cast<int>(simt::barrier_count(predicate != 0, SIMT_HERE) != 0);
}
inline int __syncthreads_and(int predicate, SIMT_SITE) {
  return static_cast<int>(simt::barrier_count(predicate == 0, SIMT_HERE) == 0);
}
inline void __syncwarp(unsigned mask = 0xffffffffu, SIMT_SITE) {
  simt::warp_op([](void**, std::uint32_t) {}, nullptr, mask, true, SIMT_HERE);
}

template <class T>
T __shfl_sync(unsigned mask, T value, int source, int width = 32, SIMT_SITE) {
  return simt::shuffle(mask, value, simt::segment_start(width) | (source & (width - 1)), SIMT_HERE);
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32, SIMT_SITE) {
  const int own = static_cast<int>(simt::lane());
  const int source = own ^ bits;
  // PTX's rule: a lane may read segments below its own one, but not segments above it.
  return simt::shuffle(mask, value, source >= simt::segment_start(width) + width ? own : source, SIMT_HERE);
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32, SIMT_SITE) {
  const int own = static_cast<int>(simt::lane());
  const int source = own - static_cast<int>(delta);
  return simt::shuffle(mask, value, source < simt::segment_start(width) ? own : source, SIMT_HERE);
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32, SIMT_SITE) {
  const int own = static_cast<int>(simt::lane());
  const int source = own + static_cast<int>(delta);
  return simt::shuffle(mask, value, source >= simt::segment_start(width) + width ? own : source, SIMT_HERE);
}

inline unsigned __ballot_sync(unsigned mask, int predicate, SIMT_SITE) {
  return simt::ballot(mask, predicate != 0, SIMT_HERE);
}
inline int __any_sync(unsigned mask, int predicate, SIMT_SITE) {
  return static_cast<int>(simt::ballot(mask, predicate != 0, SIMT_HERE) != 0);
}
inline int __all_sync(unsigned mask, int predicate, SIMT_SITE) {
  return static_cast<int>(simt::ballot(mask, predicate == 0, SIMT_HERE) == 0);
}
template <class T>
SIMT_RAW unsigned __match_any_sync(unsigned mask, T value, SIMT_SITE) {
  simt::LaneValue<T> mine{value, value, 0};
  simt::warp_op(&simt::match_lanes<T>, &mine, mask, false, SIMT_HERE);
  return static_cast<unsigned>(mine.source);
}

namespace simt {
// clang-format off
struct Add {
  /// The sum wraps around, as on the device.
  template <class T> static T of(T a, T b) {
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<U>(a) + static_cast<U>(b));
  }
};
struct Min { template <class T> static T of(T a, T b) { return b < a ? b : a; } };
struct Max { template <class T> static T of(T a, T b) { return a < b ? b : a; } };
struct And { template <class T> static T of(T a, T b) { return a & b; } };
struct Or { template <class T> static T of(T a, T b) { return a | b; } };
struct Xor { template <class T> static T of(T a, T b) { return a ^ b; } };
// clang-format on
}  // namespace simt

#define SIMT_REDUCE(name, Op, ...)                                                                    \
  template <class T>                                                                                  \
  requires simt::one_of<T, __VA_ARGS__> T __reduce_##name##_sync(unsigned mask, T value, SIMT_SITE) { \
    return simt::reduce<simt::Op>(mask, value, SIMT_HERE);                                            \
  }                                                                                                   \
  namespace simt {                                                                                    \
  template <class T>                                                                                  \
  requires one_of<T, __VA_ARGS__> T reduce_##name(unsigned mask, T value, SIMT_SITE) {                \
    return reduce<Op>(mask, value, SIMT_HERE);                                                        \
  }                                                                                                   \
  }
SIMT_REDUCE(add, Add, int, unsigned)
SIMT_REDUCE(min, Min, int, unsigned)
SIMT_REDUCE(max, Max, int, unsigned)
SIMT_REDUCE(and, And, unsigned)
SIMT_REDUCE(or, Or, unsigned)
SIMT_REDUCE(xor, Xor, unsigned)
#undef SIMT_REDUCE
