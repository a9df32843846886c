// Included before Highway by every source that is compiled once per SIMD target.
#pragma once

// The targets that remain: SSE4, AVX2 and AVX-512 on x86-64, NEON on 64-bit Arm.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include <cstdint>

#include "cpu/kernels/kernels.hpp"
#include "hwy/detect_targets.h"

namespace shoal::cpu {

/// Each function fills its part of the table with the code of one Highway target. False when that target was not built.
bool fill_nearest(std::int64_t hwy_target, Kernels& kernels);
bool fill_product(std::int64_t hwy_target, Kernels& kernels);
bool fill_single_rows(std::int64_t hwy_target, Kernels& kernels);
bool fill_bounds(std::int64_t hwy_target, Kernels& kernels);
bool fill_margins(std::int64_t hwy_target, Kernels& kernels);
bool fill_neighbours(std::int64_t hwy_target, Kernels& kernels);
bool fill_contenders(std::int64_t hwy_target, Kernels& kernels);
bool fill_rows(std::int64_t hwy_target, Kernels& kernels);
bool fill_sums(std::int64_t hwy_target, Kernels& kernels);
bool fill_pairs(std::int64_t hwy_target, Kernels& kernels);
bool fill_tiles(std::int64_t hwy_target, Kernels& kernels);

}  // namespace shoal::cpu

// The cases of a switch over Highway targets: each makes the call in the namespace of one target that was built.
#if HWY_TARGETS & HWY_SSE4
#define SHOAL_CASE_SSE4(call) \
  case HWY_SSE4:              \
    N_SSE4::call;             \
    return true;
#else
#define SHOAL_CASE_SSE4(call)
#endif
#if HWY_TARGETS & HWY_AVX2
#define SHOAL_CASE_AVX2(call) \
  case HWY_AVX2:              \
    N_AVX2::call;             \
    return true;
#else
#define SHOAL_CASE_AVX2(call)
#endif
#if HWY_TARGETS & HWY_AVX3
#define SHOAL_CASE_AVX3(call) \
  case HWY_AVX3:              \
    N_AVX3::call;             \
    return true;
#else
#define SHOAL_CASE_AVX3(call)
#endif
#if HWY_TARGETS & HWY_NEON
#define SHOAL_CASE_NEON(call) \
  case HWY_NEON:              \
    N_NEON::call;             \
    return true;
#else
#define SHOAL_CASE_NEON(call)
#endif
#define SHOAL_FOR_HWY_TARGET(hwy_target, call) \
  switch (hwy_target) {                        \
    SHOAL_CASE_SSE4(call)                      \
    SHOAL_CASE_AVX2(call)                      \
    SHOAL_CASE_AVX3(call)                      \
    SHOAL_CASE_NEON(call)                      \
    default:                                   \
      return false;                            \
  }
