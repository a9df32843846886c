// The arithmetic that makes every device give the same bits (docs/design/0001-one-answer.md).
//
// Three rules: one canonical distance, sums of integers, counter-based randomness (random.hpp). g++, nvcc and the test
// oracle compile this header; it needs contraction off (-ffp-contract=off, -fmad=false) and IEEE arithmetic.
#pragma once

#include <cmath>
#include <cstdint>

#if defined(__CUDACC__)
#define SHOAL_HD __host__ __device__
#else
#define SHOAL_HD
#endif

namespace shoal {

__extension__ using Int128 = __int128;

/// Float data of at most this many columns are compared in float; wider and double data in double.
inline constexpr int k_max_float_chain_cols = 16;
/// A quantised float value lies in [-2^39, 2^39], a double one in [-2^61, 2^61]; their sample weights in [0, 2^39] and
/// [0, 2^61]: a mean is as exact as both. Unweighted rows weigh 1 at exponent 0.
inline constexpr int k_value_bits_f32 = 39;
inline constexpr int k_value_bits_f64 = 61;
/// A quantised squared distance (inertia, k-means++ mass) lies in [0, 2^52].
inline constexpr int k_sq_bits = 52;

/// a * b + c, rounded once, in the type of the arguments.
SHOAL_HD inline float fused(float a, float b, float c) { return fmaf(a, b, c); }
SHOAL_HD inline double fused(double a, double b, double c) { return fma(a, b, c); }

/// Canonical squared Euclidean distance of two rows of d values: j ascending, one rounding for the difference and one
/// for each fma; in float for T = float and d <= 16 (returned exactly as double), else in double.
/// Ties between centroids go to the lowest index. O(d).
template <class T>
SHOAL_HD inline double sq_distance(const T* x, const T* c, std::int64_t d) {
  if (sizeof(T) == sizeof(float) && d <= k_max_float_chain_cols) {
    float acc = 0.0f;
    for (std::int64_t j = 0; j < d; ++j) {
      const float t = static_cast<float>(x[j]) - static_cast<float>(c[j]);
      acc = fmaf(t, t, acc);
    }
    return static_cast<double>(acc);
  }
  double acc = 0.0;
  for (std::int64_t j = 0; j < d; ++j) {
    const double t = static_cast<double>(x[j]) - static_cast<double>(c[j]);
    acc = fma(t, t, acc);
  }
  return acc;
}

/// 2^exponent as a double; exponent within [-1022, 1023].
SHOAL_HD inline double power_of_two(int exponent) { return ldexp(1.0, exponent); }

/// The exponent s for which |x| * 2^s <= 2^bits for every |x| <= largest; 0 for largest == 0. Bounded so that 2^s is a
/// normal float (T = float) or double.
inline int quantisation_exponent(double largest, int bits, int bound) {
  if (largest == 0.0) return 0;
  int e = 0;
  std::frexp(largest, &e);
  const int s = bits - e;
  return s < -bound ? -bound : s > bound ? bound : s;
}

/// Nearest whole number (ties to even) of value * 2^exponent, the scale given as power_of_two(exponent).
SHOAL_HD inline std::int64_t quantise(double value, double scale) {
#if defined(__CUDA_ARCH__)
  return __double2ll_rn(value * scale);
#else
  return static_cast<std::int64_t>(std::llrint(value * scale));
#endif
}

/// Nearest whole number (ties to even) of a float value that has been scaled already.
SHOAL_HD inline std::int64_t quantise_float(float scaled) {
#if defined(__CUDA_ARCH__)
  return __float2ll_rn(scaled);
#else
  return static_cast<std::int64_t>(std::llrint(scaled));
#endif
}

/// Whole number for weight * sq * 2^exponent (one rounding for the weighting, one to the whole number), the scale given
/// as power_of_two(exponent). Capped at 2^52, so that a distance that overflowed to infinity still counts; weight 0
/// gives 0 even then.
SHOAL_HD inline std::int64_t quantise_sq(double sq, double weight, double scale) {
  constexpr double cap = static_cast<double>(std::int64_t{1} << k_sq_bits);
  const double value = weight * sq * scale;
  if (value < cap) return quantise(value, 1.0);
  return weight > 0.0 ? std::int64_t{1} << k_sq_bits : 0;
}

/// Nearest double, ties to even. Written out, because compilers for devices convert 128 bits in their own ways.
SHOAL_HD inline double to_double(Int128 value) {
#if !defined(__CUDA_ARCH__)
  // Most totals are of 64 bits, which processors convert in one instruction.
  const auto low = static_cast<std::int64_t>(value);
  if (low == value) return static_cast<double>(low);
#endif
  __extension__ using Unsigned = unsigned __int128;
  const bool negative = value < 0;
  Unsigned magnitude = static_cast<Unsigned>(value);
  if (negative) magnitude = 0 - magnitude;
  int shift = 0;
  while ((magnitude >> shift >> 64) != 0) ++shift;
  const auto leading = static_cast<std::uint64_t>(magnitude >> shift);
  // The bits shifted out only tell a tie from what lies above it, which one bit far below the last can do.
  const std::uint64_t rest = (magnitude >> shift << shift) != magnitude ? 1 : 0;
  const double result = ldexp(static_cast<double>(leading | rest), shift);
  return negative ? -result : result;
}

/// Mean of quantised values: total at `exponent` over weight at `weight_exponent`, divided in double and rounded once
/// to T. weight > 0.
template <class T>
SHOAL_HD inline T quantised_mean(Int128 total, Int128 weight, int exponent, int weight_exponent) {
  const double ratio = to_double(total) / to_double(weight);
  return static_cast<T>(ldexp(ratio, weight_exponent - exponent));
}

}  // namespace shoal
