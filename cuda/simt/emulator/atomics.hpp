// Atomics and fences under their CUDA names, for the types for which CUDA has them. They are relaxed, as on the device.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

#include "cuda/simt/emulator/engine.hpp"
#include "cuda/simt/emulator/warp.hpp"

namespace simt {

/// Replaces *p by f(*p), and returns the value before.
template <class T, class F>
T read_modify_write(T* p, F f) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  static_assert(sizeof(T) == sizeof(Bits));
  maybe_yield();
  auto* word = reinterpret_cast<Bits*>(p);
  Bits seen = __atomic_load_n(word, __ATOMIC_RELAXED);
  for (;;) {
    const Bits wanted = std::bit_cast<Bits>(static_cast<T>(f(std::bit_cast<T>(seen))));
    if (__atomic_compare_exchange_n(word, &seen, wanted, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      return std::bit_cast<T>(seen);
  }
}

/// The sum; that of integers wraps around, as on the device.
template <class T>
T wrapping_sum(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return Add::of(a, b);
  } else {
    return a + b;
  }
}

}  // namespace simt

// uint64_t is unsigned long, for which CUDA has no atomics: kernels use unsigned long long.
#define SIMT_ATOMIC(name, expression, ...)                                        \
  template <class T>                                                              \
  requires simt::one_of<T, __VA_ARGS__> T name(T* p, std::type_identity_t<T> v) { \
    return simt::read_modify_write(p, [=](T old) { return expression; });         \
  }
SIMT_ATOMIC(atomicAdd, simt::wrapping_sum(old, v), int, unsigned, unsigned long long, float, double)
SIMT_ATOMIC(atomicSub, simt::wrapping_sum(old, static_cast<T>(0u - static_cast<unsigned>(v))), int, unsigned)
SIMT_ATOMIC(atomicMin, v < old ? v : old, int, unsigned, long long, unsigned long long)
SIMT_ATOMIC(atomicMax, old < v ? v : old, int, unsigned, long long, unsigned long long)
SIMT_ATOMIC(atomicExch, (static_cast<void>(old), v), int, unsigned, unsigned long long, float)
SIMT_ATOMIC(atomicAnd, old& v, int, unsigned, unsigned long long)
SIMT_ATOMIC(atomicOr, old | v, int, unsigned, unsigned long long)
SIMT_ATOMIC(atomicXor, old ^ v, int, unsigned, unsigned long long)
SIMT_ATOMIC(atomicInc, old >= v ? 0u : old + 1u, unsigned)
SIMT_ATOMIC(atomicDec, old == 0u || old > v ? v : old - 1u, unsigned)
#undef SIMT_ATOMIC

template <class T>
requires simt::one_of<T, int, unsigned, unsigned long long> T atomicCAS(T* p, std::type_identity_t<T> expected,
                                                                        std::type_identity_t<T> wanted) {
  return simt::read_modify_write(p, [=](T old) { return old == expected ? wanted : old; });
}

inline void __threadfence() { simt::fence(); }
