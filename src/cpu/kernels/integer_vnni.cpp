// Wide float points: exact products of whole numbers of 16 bits rank the centroids (integer_product.hpp). Two numbers stand
// in a word, and an instruction of AVX-512 VNNI multiplies both. Highway 1.0 has no name for it.
#include <algorithm>

#include "cpu/kernels/integer_rows_avx512.hpp"
#include "cpu/kernels/integer_targets.hpp"

#if defined(__x86_64__)

#define SHOAL_VNNI __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define SHOAL_VNNI_INLINE SHOAL_VNNI static inline __attribute__((always_inline))
/// A function that is not inlined: alone, its scores of a group stay in registers; inlined, GCC 12 keeps them in memory.
#define SHOAL_VNNI_APART SHOAL_VNNI static __attribute__((noinline))

namespace shoal::cpu {
namespace {

constexpr int k_group = k_product_group;
/// Pairs of columns of a part. Their sums fit in 32 bits, and the words of a block for them (16 KB) in the first cache.
constexpr std::int64_t k_part_pairs = BlockNorms::k_part_columns / 2;
/// Groups of centroids whose scores wait while a part of the columns stays in the first cache.
constexpr int k_waiting_groups = 8;

std::int64_t pairs_of(std::int64_t d) { return (d + 1) / 2; }
std::int64_t padded_to_groups(std::int64_t k) { return multiple_above(k, k_group); }

using Scores = __m512i[k_group][k_vectors];

/// sum + (product of the low halves) + (product of the high halves). In assembly because GCC 12 takes the intrinsic for a
/// call that may read memory, and keeps all sums in memory.
SHOAL_VNNI_INLINE __m512i add_product(__m512i sum, __m512i a, __m512i b) {
  asm("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
  return sum;
}

/// The words of a block: for each pair of columns k_block_rows words.
SHOAL_VNNI_INLINE void fill_words(const float* block, const IntegerTable& t, float row_step,
                                  __m512 (&sq_rest)[k_vectors], std::int32_t* words) {
  const __m512 step = _mm512_set1_ps(row_step), inverse = _mm512_set1_ps(1.0f / row_step);
#pragma GCC unroll 4
  for (int r = 0; r < k_vectors; ++r) sq_rest[r] = _mm512_setzero_ps();
  for (std::int64_t j = 0; j < t.d; j += 2) {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) {
      _mm512_store_si512(words + j / 2 * k_block_rows + r * k_lanes,
                         whole_pair(block, t, j, r, step, inverse, sq_rest[r]));
    }
  }
}

SHOAL_VNNI_INLINE void start_scores(const std::int32_t* starts, Scores& score) {
#pragma GCC unroll 6
  for (int c = 0; c < k_group; ++c) {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) score[c][r] = _mm512_set1_epi32(starts[c]);
  }
}

/// Adds the products over pairs of columns [begin, end) to the scores of one group.
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

SHOAL_VNNI_INLINE void take_scores(const Scores& score, std::int64_t first, std::int32_t index_mask, Leaders& leaders) {
  const __m512i score_mask = _mm512_set1_epi32(~index_mask);
#pragma GCC unroll 6
  for (int c = 0; c < k_group; ++c) {
    const __m512i index = _mm512_set1_epi32(static_cast<std::int32_t>(first) + c);
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) leaders.take(r, score[c][r], score_mask, index);
  }
}

/// Ranks one group over all pairs of columns.
SHOAL_VNNI_APART void rank_group(const std::int32_t* words, const std::int32_t* group, std::int64_t pairs,
                                 const std::int32_t* starts, std::int64_t first, std::int32_t index_mask,
                                 Leaders& leaders) {
  Scores score;
  start_scores(starts + first, score);
  add_products(words, group, 0, pairs, score);
  take_scores(score, first, index_mask, leaders);
}

/// Adds one part of the columns to the waiting scores of a group. The sums of the part drop their low bits first.
SHOAL_VNNI_APART void add_to_group(const std::int32_t* words, const std::int32_t* group, std::int64_t begin,
                                   std::int64_t end, int dropped_bits, Scores& waiting) {
  Scores score;
#pragma GCC unroll 6
  for (int c = 0; c < k_group; ++c) {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) score[c][r] = _mm512_setzero_si512();
  }
  add_products(words, group, begin, end, score);
  const __m128i bits = _mm_cvtsi32_si128(dropped_bits);
#pragma GCC unroll 6
  for (int c = 0; c < k_group; ++c) {
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) {
      waiting[c][r] = _mm512_add_epi32(waiting[c][r], _mm512_sra_epi32(score[c][r], bits));
    }
  }
}

int dropped_bits(std::int64_t pairs) {
  int bits = 0;
  while (k_part_pairs << bits < pairs) ++bits;
  return bits;
}

/// For many columns: a part of the block stays in the first cache for k_waiting_groups groups.
SHOAL_VNNI_INLINE void rank_by_parts(const std::int32_t* words, const std::int32_t* starts, const IntegerTable& t,
                                     std::int64_t pairs, Prefetcher prefetcher, Leaders& leaders) {
  const int bits = dropped_bits(pairs);
  for (std::int64_t super = 0; super < t.k; super += k_waiting_groups * k_group) {
    const std::int64_t end = super + k_waiting_groups * k_group < t.k ? super + k_waiting_groups * k_group : t.k;
    Scores waiting[k_waiting_groups];
    for (std::int64_t first = super; first < end; first += k_group) {
      start_scores(starts + first, waiting[(first - super) / k_group]);
    }
    for (std::int64_t begin = 0; begin < pairs; begin += k_part_pairs) {
      const std::int64_t part_end = begin + k_part_pairs < pairs ? begin + k_part_pairs : pairs;
      for (std::int64_t first = super; first < end; first += k_group) {
        prefetcher.step();
        add_to_group(words, t.centroids + first * pairs, begin, part_end, bits, waiting[(first - super) / k_group]);
      }
    }
    for (std::int64_t first = super; first < end; first += k_group) {
      take_scores(waiting[(first - super) / k_group], first, t.index_mask, leaders);
    }
  }
}

SHOAL_VNNI_INLINE void rank_all(const std::int32_t* words, const std::int32_t* starts, const IntegerTable& t,
                                const float* next, Leaders& leaders) {
  const std::int64_t pairs = pairs_of(t.d);
  const std::int64_t steps = padded_to_groups(t.k) / k_group * ((pairs + k_part_pairs - 1) / k_part_pairs);
  Prefetcher prefetcher(next, t.d * k_block_rows * 4, steps);
  leaders.clear();
  if (pairs > k_part_pairs) {
    rank_by_parts(words, starts, t, pairs, prefetcher, leaders);
    return;
  }
  for (std::int64_t first = 0; first < t.k; first += k_group) {
    prefetcher.step();
    rank_group(words, t.centroids + first * pairs, pairs, starts, first, t.index_mask, leaders);
  }
}

SHOAL_VNNI void nearest(const float* block, const BlockNorms& norms, const IntegerTable& table, std::int32_t* words,
                        std::int32_t* labels, float* sq_margin) {
  const IntegerTable t = table;
  std::int32_t* starts = words + pairs_of(t.d) * k_block_rows;
  const float step = row_step(t, norms);
  const float unit = t.unit_step * step;
  __m512 sq_rest[k_vectors];
  fill_words(block, t, step, sq_rest, words);
  fill_starts(t, unit, padded_to_groups(t.k), starts);
  Leaders leaders;
  rank_all(words, starts, t, block + t.d * k_block_rows, leaders);
  store_labels(leaders, norms.sq_norm, sq_rest, t, unit, labels, sq_margin);
}

/// Groups of k_product_group centroids; for each pair of columns a word for each centroid of the group.
void pack(const std::int16_t* whole, std::int64_t k, std::int64_t d, std::int32_t* words) {
  const std::int64_t pairs = pairs_of(d);
  std::fill_n(words, padded_to_groups(k) * pairs, 0);
  for (std::int64_t c = 0; c < k; ++c) {
    std::int32_t* group = words + c / k_group * k_group * pairs + c % k_group;
    for (std::int64_t j = 0; j < d; ++j) {
      const auto digits = static_cast<std::uint32_t>(static_cast<std::uint16_t>(whole[c * d + j]));
      group[j / 2 * k_group] |= static_cast<std::int32_t>(digits << (j % 2 * 16));
    }
  }
}

IntegerShape shape(std::int64_t k, std::int64_t d) {
  const int bits = dropped_bits(pairs_of(d));
  const int parts = static_cast<int>((pairs_of(d) + k_part_pairs - 1) / k_part_pairs);
  return {0.95 * 0x1p31,
          bits,
          bits == 0 ? 0 : parts,
          k_group,
          padded_to_groups(k) * pairs_of(d),
          pairs_of(d) * k_block_rows + padded_to_groups(k) + k_lanes};
}

constexpr IntegerKernels k_kernels = {2.0, shape, pack, measure_block, nearest};

}  // namespace

const IntegerKernels& vnni_integers() { return k_kernels; }

}  // namespace shoal::cpu

#endif
