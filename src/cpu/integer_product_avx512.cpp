// Wide float points: centroids ranked by exact products of whole numbers of 16 bits, two to a word, with the
// instruction that AVX-512 has for them since VNNI (integer_product.hpp). Highway 1.0 has no name for it.
#include "cpu/integer_product_avx512.hpp"

#if defined(__x86_64__)
// GCC 12 takes the undefined vectors within its own header for mistakes.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop

#include <limits>

#define SHOAL_VNNI __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define SHOAL_VNNI_INLINE SHOAL_VNNI static inline __attribute__((always_inline))
/// In a function of its own the scores of a group stay in registers; beside others the compiler keeps them in memory.
#define SHOAL_VNNI_APART SHOAL_VNNI static __attribute__((noinline))

namespace shoal::cpu {
namespace {

constexpr int k_lanes = 16;
constexpr int k_vectors = static_cast<int>(k_block_rows) / k_lanes;
constexpr int k_group = k_product_group;
/// Pairs of columns whose words of a block stay in the first cache (16 KB).
constexpr std::int64_t k_chunk_pairs = 64;
/// Groups whose scores wait beside a chunk.
constexpr int k_waiting_groups = 8;

using Scores = __m512i[k_group][k_vectors];

/// sum + the products of both whole numbers of a word. Written out because GCC 12 takes the intrinsic for a call that may
/// read memory, and keeps all sums there.
SHOAL_VNNI_INLINE __m512i add_product(__m512i sum, __m512i a, __m512i b) {
  asm("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
  return sum;
}

/// What is known of the rows of a block.
struct Rows {
  __m512 sq_norm[k_vectors];
  __m512 sq_rest[k_vectors];
  float step;
};

SHOAL_VNNI_INLINE __m512 centred(const float* x, const IntegerTable& t, std::int64_t j, int r) {
  return _mm512_sub_ps(_mm512_load_ps(x + j * k_block_rows + r * k_lanes), _mm512_set1_ps(t.centre[j]));
}

/// Norms of the rows, and the step that their whole numbers are of.
SHOAL_VNNI_INLINE void measure(const float* block, const IntegerTable& t, Rows& rows) {
  __m512 largest[k_vectors];
#pragma GCC unroll 4
  for (int r = 0; r < k_vectors; ++r) {
    rows.sq_norm[r] = _mm512_set1_ps(t.least_sq_norm);
    largest[r] = _mm512_setzero_ps();
  }
  for (std::int64_t j = 0; j < t.d; ++j) {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) {
      const __m512 y = centred(block, t, j, r);
      rows.sq_norm[r] = _mm512_fmadd_ps(y, y, rows.sq_norm[r]);
      largest[r] = _mm512_max_ps(largest[r], _mm512_abs_ps(y));
    }
  }
  __m512 norm = rows.sq_norm[0], most = largest[0];
  for (int r = 1; r < k_vectors; ++r) {
    norm = _mm512_max_ps(norm, rows.sq_norm[r]);
    most = _mm512_max_ps(most, largest[r]);
  }
  const float by_norm = __builtin_sqrtf(_mm512_reduce_max_ps(norm)) * t.row_step_factor + t.row_step_term;
  const float by_value = _mm512_reduce_max_ps(most) * t.row_step_of_largest;
  rows.step = by_norm > by_value ? by_norm : by_value;
}

/// Whole numbers of one column, and what they leave.
SHOAL_VNNI_INLINE __m512i whole(__m512 y, __m512 step, __m512 inverse, __m512& sq_rest) {
  const __m512i q = _mm512_cvtps_epi32(_mm512_mul_ps(y, inverse));
  const __m512 rest = _mm512_fnmadd_ps(_mm512_cvtepi32_ps(q), step, y);
  sq_rest = _mm512_fmadd_ps(rest, rest, sq_rest);
  return q;
}

/// The words of a block: pair of columns by pair of columns, k_block_rows each.
SHOAL_VNNI_INLINE void fill_words(const float* block, const IntegerTable& t, Rows& rows, std::int32_t* words) {
  const __m512 step = _mm512_set1_ps(rows.step), inverse = _mm512_set1_ps(1.0f / rows.step);
#pragma GCC unroll 4
  for (int r = 0; r < k_vectors; ++r) rows.sq_rest[r] = _mm512_setzero_ps();
  for (std::int64_t j = 0; j < t.d; j += 2) {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) {
      const __m512i low = whole(centred(block, t, j, r), step, inverse, rows.sq_rest[r]);
      __m512i high = _mm512_setzero_si512();
      if (j + 1 < t.d) high = whole(centred(block, t, j + 1, r), step, inverse, rows.sq_rest[r]);
      const __m512i word = _mm512_mask_blend_epi16(0xaaaaaaaau, low, _mm512_slli_epi32(high, 16));
      _mm512_store_si512(words + j / 2 * k_block_rows + r * k_lanes, word);
    }
  }
}

/// rint(-|c|^2 / 2 / (step row step) for all centroids; the least number for those that fill up groups.
SHOAL_VNNI_INLINE void fill_starts(const IntegerTable& t, float row_step, std::int32_t* starts) {
  const __m512 inverse = _mm512_set1_ps(1.0f / (t.step * row_step));
  const std::int64_t padded = (t.k + k_group - 1) / k_group * k_group;
  for (std::int64_t c = 0; c < padded; c += k_lanes) {
    const __m512 start = _mm512_mul_ps(_mm512_loadu_ps(t.minus_half_sq + c), inverse);
    _mm512_storeu_si512(starts + c, _mm512_cvtps_epi32(start));
  }
}

SHOAL_VNNI_INLINE void start_scores(const std::int32_t* starts, Scores& score) {
#pragma GCC unroll 6
  for (int c = 0; c < k_group; ++c) {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) score[c][r] = _mm512_set1_epi32(starts[c]);
  }
}

/// Adds the products of pairs [begin, end).
SHOAL_VNNI_INLINE void add_products(const std::int32_t* words, const std::int32_t* group, std::int64_t begin,
                                    std::int64_t end, Scores& score) {
  for (std::int64_t p = begin; p < end; ++p) {
    __m512i y[k_vectors];
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) y[r] = _mm512_load_si512(words + p * k_block_rows + r * k_lanes);
#pragma GCC unroll 6
    for (int c = 0; c < k_group; ++c) {
      const __m512i centroid = _mm512_set1_epi32(group[p * k_group + c]);
#pragma GCC unroll 4
      for (int r = 0; r < k_vectors; ++r) score[c][r] = add_product(score[c][r], y[r], centroid);
    }
  }
}

/// Best and second best score, each with the index of its centroid in the low bits.
struct Leaders {
  __m512i best[k_vectors];
  __m512i second[k_vectors];

  SHOAL_VNNI inline __attribute__((always_inline)) void clear() {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) {
      best[r] = second[r] = _mm512_set1_epi32(std::numeric_limits<std::int32_t>::min());
    }
  }

  SHOAL_VNNI inline __attribute__((always_inline)) void take(const Scores& score, std::int64_t first, __m512i kept) {
    constexpr int k_and_or = 0xea;
#pragma GCC unroll 6
    for (int c = 0; c < k_group; ++c) {
      const __m512i index = _mm512_set1_epi32(static_cast<std::int32_t>(first) + c);
#pragma GCC unroll 4
      for (int r = 0; r < k_vectors; ++r) {
        const __m512i labelled = _mm512_ternarylogic_epi32(score[c][r], kept, index, k_and_or);
        second[r] = _mm512_max_epi32(second[r], _mm512_min_epi32(best[r], labelled));
        best[r] = _mm512_max_epi32(best[r], labelled);
      }
    }
  }
};

/// All pairs of one group.
SHOAL_VNNI_APART void rank_group(const std::int32_t* words, const std::int32_t* group, std::int64_t pairs,
                                 const std::int32_t* starts, std::int64_t first, std::int32_t index_mask,
                                 Leaders& leaders) {
  Scores score;
  start_scores(starts + first, score);
  add_products(words, group, 0, pairs, score);
  leaders.take(score, first, _mm512_set1_epi32(~index_mask));
}

/// Some pairs of one group.
SHOAL_VNNI_APART void add_to_group(const std::int32_t* words, const std::int32_t* group, std::int64_t begin,
                                   std::int64_t end, Scores& waiting) {
  Scores score;
#pragma GCC unroll 6
  for (int c = 0; c < k_group; ++c) {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) score[c][r] = waiting[c][r];
  }
  add_products(words, group, begin, end, score);
#pragma GCC unroll 6
  for (int c = 0; c < k_group; ++c) {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) waiting[c][r] = score[c][r];
  }
}

/// Many columns: a chunk of the block stays in the first cache for k_waiting_groups groups.
SHOAL_VNNI_INLINE void rank_by_chunks(const std::int32_t* words, const std::int32_t* starts, const IntegerTable& t,
                                      std::int64_t pairs, Leaders& leaders) {
  for (std::int64_t super = 0; super < t.k; super += k_waiting_groups * k_group) {
    const std::int64_t end = super + k_waiting_groups * k_group < t.k ? super + k_waiting_groups * k_group : t.k;
    Scores waiting[k_waiting_groups];
    for (std::int64_t first = super; first < end; first += k_group) {
      start_scores(starts + first, waiting[(first - super) / k_group]);
    }
    for (std::int64_t begin = 0; begin < pairs; begin += k_chunk_pairs) {
      const std::int64_t chunk_end = begin + k_chunk_pairs < pairs ? begin + k_chunk_pairs : pairs;
      for (std::int64_t first = super; first < end; first += k_group) {
        add_to_group(words, t.centroids + first * pairs, begin, chunk_end, waiting[(first - super) / k_group]);
      }
    }
    for (std::int64_t first = super; first < end; first += k_group) {
      leaders.take(waiting[(first - super) / k_group], first, _mm512_set1_epi32(~t.index_mask));
    }
  }
}

SHOAL_VNNI_INLINE void rank_all(const std::int32_t* words, const std::int32_t* starts, const IntegerTable& t,
                                Leaders& leaders) {
  const std::int64_t pairs = (t.d + 1) / 2;
  leaders.clear();
  if (pairs > k_chunk_pairs) {
    rank_by_chunks(words, starts, t, pairs, leaders);
    return;
  }
  for (std::int64_t first = 0; first < t.k; first += k_group) {
    rank_group(words, t.centroids + first * pairs, pairs, starts, first, t.index_mask, leaders);
  }
}

SHOAL_VNNI_INLINE void store_labels(const Leaders& leaders, const Rows& rows, const IntegerTable& t,
                                    std::int32_t* labels, float* sq_margin) {
  const float unit = t.step * rows.step;
  const __m512i kept = _mm512_set1_epi32(~t.index_mask);
#pragma GCC unroll 4
  for (int r = 0; r < k_vectors; ++r) {
    __m512 bound = _mm512_set1_ps(t.bound + t.bound_steps * unit);
    bound = _mm512_fmadd_ps(_mm512_sqrt_ps(rows.sq_norm[r]), _mm512_set1_ps(t.norm_factor), bound);
    bound = _mm512_fmadd_ps(_mm512_sqrt_ps(rows.sq_rest[r]), _mm512_set1_ps(t.rest_factor), bound);
    bound = _mm512_fmadd_ps(rows.sq_norm[r], _mm512_set1_ps(t.sq_norm_factor), bound);
    const __m512 best = _mm512_cvtepi32_ps(_mm512_and_si512(leaders.best[r], kept));
    const __m512 second = _mm512_cvtepi32_ps(_mm512_and_si512(leaders.second[r], kept));
    const __m512 gap = _mm512_mul_ps(_mm512_sub_ps(best, second), _mm512_set1_ps(unit));
    // False, hence uncertain, also for NaN.
    const __mmask16 certain = _mm512_cmp_ps_mask(gap, bound, _CMP_GT_OQ);
    const __m512i index = _mm512_and_si512(leaders.best[r], _mm512_set1_epi32(t.index_mask));
    _mm512_store_si512(labels + r * k_lanes, _mm512_mask_mov_epi32(_mm512_set1_epi32(-1), certain, index));
    // A few roundings, and a doubling that is exact.
    const __m512 margin =
        _mm512_sub_ps(_mm512_mul_ps(gap, _mm512_set1_ps(2.0f - 0x1p-20f)), _mm512_add_ps(bound, bound));
    _mm512_store_ps(sq_margin + r * k_lanes, _mm512_maskz_max_ps(certain, margin, _mm512_setzero_ps()));
  }
}

SHOAL_VNNI void integer_nearest(const float* block, const IntegerTable& table, std::int32_t* words,
                                std::int32_t* labels, float* sq_margin) {
  const IntegerTable t = table;
  std::int32_t* starts = words + (t.d + 1) / 2 * k_block_rows;
  Rows rows;
  measure(block, t, rows);
  fill_words(block, t, rows, words);
  fill_starts(t, rows.step, starts);
  Leaders leaders;
  rank_all(words, starts, t, leaders);
  store_labels(leaders, rows, t, labels, sq_margin);
}

}  // namespace

bool fill_integer_product(Kernels& kernels) {
  kernels.target = [] { return "AVX-512 VNNI"; };
  kernels.integer_nearest = integer_nearest;
  return true;
}

}  // namespace shoal::cpu

#else

namespace shoal::cpu {
bool fill_integer_product(Kernels&) { return false; }
}  // namespace shoal::cpu

#endif
