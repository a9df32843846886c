// What both integer kernels for AVX-512 use (integer_product.hpp): norms and whole numbers of a block of rows, the two best
// scores, labels and margins. The functions have internal linkage, so that each file compiles them for its own
// instructions.
#pragma once

#if defined(__x86_64__)
// GCC 12 warns of the undefined vectors in its own header.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop

#include <limits>

#include "cpu/kernels/kernels.hpp"
#include "cpu/kernels/prefetcher.hpp"

#define SHOAL_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define SHOAL_AVX512_INLINE SHOAL_AVX512 static inline __attribute__((always_inline))

namespace shoal::cpu {
namespace {

constexpr int k_lanes = 16;
constexpr int k_vectors = static_cast<int>(k_block_rows) / k_lanes;

SHOAL_AVX512_INLINE __m512 centred(const float* x, const float* centre, std::int64_t j, int r) {
  return _mm512_sub_ps(_mm512_load_ps(x + j * k_block_rows + r * k_lanes), _mm512_set1_ps(centre[j]));
}

/// The squared norms of the rows over columns [begin, end), and the largest magnitudes so far.
SHOAL_AVX512_INLINE void measure_part(const float* block, const float* centre, std::int64_t begin, std::int64_t end,
                                      __m512 (&sq)[k_vectors], __m512 (&largest)[k_vectors]) {
#pragma GCC unroll 4
  for (int r = 0; r < k_vectors; ++r) sq[r] = _mm512_setzero_ps();
  for (std::int64_t j = begin; j < end; ++j) {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) {
      const __m512 y = centred(block, centre, j, r);
      sq[r] = _mm512_fmadd_ps(y, y, sq[r]);
      largest[r] = _mm512_max_ps(largest[r], _mm512_abs_ps(y));
    }
  }
}

SHOAL_AVX512 inline void measure_block(const float* block, const float* centre, std::int64_t d, BlockNorms& norms) {
  __m512 sq[k_vectors], largest[k_vectors];
  __m512 largest_part = _mm512_setzero_ps(), largest_all = _mm512_setzero_ps();
  for (int r = 0; r < k_vectors; ++r) {
    // An upper bound on what |y|^2 loses to underflow.
    sq[r] = _mm512_set1_ps(static_cast<float>(d + 1) * 0x1p-147f);
    largest[r] = _mm512_setzero_ps();
  }
  for (std::int64_t begin = 0; begin < d; begin += BlockNorms::k_part_columns) {
    __m512 part[k_vectors];
    measure_part(block, centre, begin, d < begin + BlockNorms::k_part_columns ? d : begin + BlockNorms::k_part_columns,
                 part, largest);
    for (int r = 0; r < k_vectors; ++r) {
      largest_part = _mm512_max_ps(largest_part, part[r]);
      sq[r] = _mm512_add_ps(sq[r], part[r]);
    }
  }
  __m512 largest_value = largest[0];
  for (int r = 0; r < k_vectors; ++r) {
    _mm512_store_ps(norms.sq_norm + r * k_lanes, sq[r]);
    largest_all = _mm512_max_ps(largest_all, sq[r]);
    largest_value = _mm512_max_ps(largest_value, largest[r]);
  }
  norms.largest_norm = __builtin_sqrtf(_mm512_reduce_max_ps(largest_all));
  norms.largest_part_norm = __builtin_sqrtf(_mm512_reduce_max_ps(largest_part));
  norms.largest_value = _mm512_reduce_max_ps(largest_value);
}

inline float row_step(const IntegerTable& t, const BlockNorms& norms) {
  const float by_norm = norms.largest_norm * t.step_by_norm + t.step_term;
  const float by_part = norms.largest_part_norm * t.step_by_part;
  const float by_value = norms.largest_value * t.step_by_value;
  const float larger = by_norm > by_part ? by_norm : by_part;
  return larger > by_value ? larger : by_value;
}

/// The whole numbers q of one column y; adds (y - q step)^2 to sq_rest.
SHOAL_AVX512_INLINE __m512i whole(__m512 y, __m512 step, __m512 inverse, __m512& sq_rest) {
  const __m512i q = _mm512_cvtps_epi32(_mm512_mul_ps(y, inverse));
  const __m512 rest = _mm512_fnmadd_ps(_mm512_cvtepi32_ps(q), step, y);
  sq_rest = _mm512_fmadd_ps(rest, rest, sq_rest);
  return q;
}

/// The whole numbers of columns j and j + 1, one in each half of a word; 0 beyond the last column.
SHOAL_AVX512_INLINE __m512i whole_pair(const float* block, const IntegerTable& t, std::int64_t j, int r, __m512 step,
                                       __m512 inverse, __m512& sq_rest) {
  __m512i low = _mm512_setzero_si512(), high = _mm512_setzero_si512();
  if (j < t.d) low = whole(centred(block, t.centre, j, r), step, inverse, sq_rest);
  if (j + 1 < t.d) high = whole(centred(block, t.centre, j + 1, r), step, inverse, sq_rest);
  return _mm512_mask_blend_epi16(0xaaaaaaaau, low, _mm512_slli_epi32(high, 16));
}

/// rint(-|c|^2 / 2 / unit) for `padded` centroids. Those that fill up the last group get the smallest number.
SHOAL_AVX512_INLINE void fill_starts(const IntegerTable& t, float unit, std::int64_t padded, std::int32_t* starts) {
  const __m512 inverse = _mm512_set1_ps(1.0f / unit);
  for (std::int64_t c = 0; c < padded; c += k_lanes) {
    const __m512 start = _mm512_mul_ps(_mm512_loadu_ps(t.minus_half_sq + c), inverse);
    _mm512_storeu_si512(starts + c, _mm512_cvtps_epi32(start));
  }
}

/// The best and the second best score of each row, with the index of the centroid in the low bits.
struct Leaders {
  __m512i best[k_vectors];
  __m512i second[k_vectors];

  SHOAL_AVX512 inline __attribute__((always_inline)) void clear() {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) {
      best[r] = second[r] = _mm512_set1_epi32(std::numeric_limits<std::int32_t>::min());
    }
  }

  /// Takes the scores of one centroid for the r-th vector of rows. score_mask: the bits of a score that are kept.
  SHOAL_AVX512 inline __attribute__((always_inline)) void take(int r, __m512i score, __m512i score_mask,
                                                               __m512i index) {
    constexpr int k_and_or = 0xea;
    const __m512i labelled = _mm512_ternarylogic_epi32(score, score_mask, index, k_and_or);
    second[r] = _mm512_max_epi32(second[r], _mm512_min_epi32(best[r], labelled));
    best[r] = _mm512_max_epi32(best[r], labelled);
  }
};

SHOAL_AVX512_INLINE void store_labels(const Leaders& leaders, const float* sq_norm, const __m512 (&sq_rest)[k_vectors],
                                      const IntegerTable& t, float unit, std::int32_t* labels, float* sq_margin) {
  const __m512i score_mask = _mm512_set1_epi32(~t.index_mask);
#pragma GCC unroll 4
  for (int r = 0; r < k_vectors; ++r) {
    const __m512 sq = _mm512_load_ps(sq_norm + r * k_lanes);
    __m512 bound = _mm512_set1_ps(t.bound + t.bound_steps * unit);
    bound = _mm512_fmadd_ps(_mm512_sqrt_ps(sq), _mm512_set1_ps(t.norm_factor), bound);
    bound = _mm512_fmadd_ps(_mm512_sqrt_ps(sq_rest[r]), _mm512_set1_ps(t.rest_factor), bound);
    bound = _mm512_fmadd_ps(sq, _mm512_set1_ps(t.sq_norm_factor), bound);
    // Exact, but negative where the difference leaves 32 bits: then the row is uncertain.
    const __m512i whole_gap = _mm512_sub_epi32(_mm512_and_si512(leaders.best[r], score_mask),
                                               _mm512_and_si512(leaders.second[r], score_mask));
    const __m512 gap = _mm512_mul_ps(_mm512_cvtepi32_ps(whole_gap), _mm512_set1_ps(unit));
    // A NaN compares false, so that its row is uncertain.
    const __mmask16 certain = _mm512_cmp_ps_mask(gap, bound, _CMP_GT_OQ);
    const __m512i index = _mm512_and_si512(leaders.best[r], _mm512_set1_epi32(t.index_mask));
    _mm512_store_si512(labels + r * k_lanes, _mm512_mask_mov_epi32(_mm512_set1_epi32(-1), certain, index));
    // A factor just below 2 covers the few roundings; doubling the bound is exact.
    const __m512 margin =
        _mm512_sub_ps(_mm512_mul_ps(gap, _mm512_set1_ps(2.0f - 0x1p-20f)), _mm512_add_ps(bound, bound));
    _mm512_store_ps(sq_margin + r * k_lanes, _mm512_maskz_max_ps(certain, margin, _mm512_setzero_ps()));
  }
}

}  // namespace
}  // namespace shoal::cpu
#endif
