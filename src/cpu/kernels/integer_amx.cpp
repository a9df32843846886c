// Wide float points: exact products of whole numbers of 16 bits rank the centroids (integer_product.hpp), computed on the
// matrix unit of recent Xeons (AMX), which multiplies tiles of 8-bit numbers. A number is q = 256 h + l, with both digits
// from -128 to 127, so q r = 65536 h h' + 256 (h l' + l h') + l l': four products of tiles, at 16 times the rate of float
// products. A score drops the lowest 8 bits of this sum.
//
// One operand of a product of tiles is 16 centroids x 64 columns, row by row; the other is 16 rows of points x the same
// columns, four columns in a word. Transposed blocks have nearly that layout already.
#include <algorithm>
#include <cstring>

#include "cpu/kernels/integer_rows_avx512.hpp"
#include "cpu/kernels/integer_targets.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SHOAL_AMX __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,amx-tile,amx-int8")))
#define SHOAL_AMX_INLINE SHOAL_AMX static inline __attribute__((always_inline))

namespace shoal::cpu {
namespace {

constexpr std::int64_t k_tile_rows = 16;
constexpr std::int64_t k_tile_bytes = 1024;
constexpr std::int64_t k_tile_words = k_tile_bytes / 4;
constexpr std::int64_t k_tile_columns = 64;
constexpr int k_digits = 2;
constexpr int k_products = k_digits * k_digits;
constexpr int k_dropped_bits = 8;

std::int64_t tiles_across(std::int64_t d) { return (d + k_tile_columns - 1) / k_tile_columns; }
std::int64_t padded_to_tiles(std::int64_t k) { return multiple_above(k, k_tile_rows); }

/// The settings of the unit as the processor reads them: each of the eight tiles has 16 rows of 64 bytes.
struct TileConfig {
  std::uint8_t palette = 1, start_row = 0, reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
static_assert(sizeof(TileConfig) == 64);
constexpr TileConfig k_config;

/// The byte order that picks one digit of each half of two words: the low digits with byte = 0; the high ones with
/// byte = 1, after 128 was added to each half.
SHOAL_AMX_INLINE __m512i digit_order(int byte) {
  const auto first = static_cast<std::int32_t>(0x42400200u + 0x01010101u * static_cast<std::uint32_t>(byte));
  __m512i order = _mm512_set1_epi32(first);
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return _mm512_add_epi32(order, _mm512_mullo_epi32(lanes, _mm512_set1_epi32(0x04040404)));
}

/// The digits of a block: for every 64 columns and every vector of rows a tile of high digits and a tile of low ones.
SHOAL_AMX_INLINE void fill_digits(const float* block, const IntegerTable& t, float row_step,
                                  __m512 (&sq_rest)[k_vectors], std::int8_t* digits) {
  const __m512 step = _mm512_set1_ps(row_step), inverse = _mm512_set1_ps(1.0f / row_step);
  const __m512i low_order = digit_order(0), high_order = digit_order(1), half = _mm512_set1_epi16(128);
#pragma GCC unroll 4
  for (int r = 0; r < k_vectors; ++r) sq_rest[r] = _mm512_setzero_ps();
  for (std::int64_t j = 0; j < tiles_across(t.d) * k_tile_columns; j += 4) {
    std::int8_t* tiles = digits + j / k_tile_columns * k_vectors * k_digits * k_tile_bytes + j % k_tile_columns * 16;
#pragma GCC unroll 4
    for (int r = 0; r < k_vectors; ++r) {
      const __m512i first = whole_pair(block, t, j, r, step, inverse, sq_rest[r]);
      const __m512i second = whole_pair(block, t, j + 2, r, step, inverse, sq_rest[r]);
      const __m512i high =
          _mm512_permutex2var_epi8(_mm512_add_epi16(first, half), high_order, _mm512_add_epi16(second, half));
      _mm512_store_si512(tiles + r * k_digits * k_tile_bytes, high);
      _mm512_store_si512(tiles + (r * k_digits + 1) * k_tile_bytes, _mm512_permutex2var_epi8(first, low_order, second));
    }
  }
}

/// The products of 16 centroids and 16 rows in four tiles: high by high, high by low, low by high, low by low digits. Four
/// separate sums, so that none waits for another.
SHOAL_AMX static __attribute__((noinline)) void multiply(const std::int8_t* centroids, const std::int8_t* rows,
                                                         std::int64_t across, Prefetcher& prefetcher,
                                                         std::int32_t* products) {
  // The compiler does not know that these instructions read and write memory.
  asm volatile("" ::: "memory");
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (std::int64_t s = 0; s < across; ++s) {
    _tile_loadd(4, centroids, 64);
    _tile_loadd(6, rows, 64);
    _tile_loadd(7, rows + k_tile_bytes, 64);
    _tile_loadd(5, centroids + k_tile_bytes, 64);
    // A few lines at a time: many at once would hold up the tiles (docs/design/0003-cpu-passes.md).
    prefetcher.step();
    _tile_dpbssd(0, 4, 6);
    _tile_dpbssd(1, 4, 7);
    _tile_dpbssd(2, 5, 6);
    _tile_dpbssd(3, 5, 7);
    centroids += k_digits * k_tile_bytes;
    rows += k_vectors * k_digits * k_tile_bytes;
  }
  _tile_stored(0, products, 64);
  _tile_stored(1, products + k_tile_words, 64);
  _tile_stored(2, products + 2 * k_tile_words, 64);
  _tile_stored(3, products + 3 * k_tile_words, 64);
  asm volatile("" ::: "memory");
}

/// Takes the scores of the 16 centroids from `first` on for the r-th vector of rows.
SHOAL_AMX_INLINE void take_products(const std::int32_t* products, const std::int32_t* starts, std::int64_t first, int r,
                                    std::int32_t index_mask, Leaders& leaders) {
  const __m512i score_mask = _mm512_set1_epi32(~index_mask);
  for (int c = 0; c < k_tile_rows; ++c) {
    const auto* at = products + c * k_lanes;
    const __m512i high = _mm512_slli_epi32(_mm512_load_si512(at), k_dropped_bits);
    const __m512i mixed =
        _mm512_add_epi32(_mm512_load_si512(at + k_tile_words), _mm512_load_si512(at + 2 * k_tile_words));
    const __m512i low = _mm512_srai_epi32(_mm512_load_si512(at + 3 * k_tile_words), k_dropped_bits);
    const __m512i start = _mm512_add_epi32(low, _mm512_set1_epi32(starts[first + c]));
    const __m512i score = _mm512_add_epi32(_mm512_add_epi32(high, mixed), start);
    leaders.take(r, score, score_mask, _mm512_set1_epi32(static_cast<std::int32_t>(first) + c));
  }
}

SHOAL_AMX_INLINE void rank_all(const std::int8_t* digits, const std::int32_t* starts, const IntegerTable& t,
                               const float* next, std::int32_t* products, Leaders& leaders) {
  const std::int64_t across = tiles_across(t.d);
  const auto* centroids = reinterpret_cast<const std::int8_t*>(t.centroids);
  Prefetcher prefetcher(next, t.d * k_block_rows * 4, padded_to_tiles(t.k) / k_tile_rows * k_vectors * across);
  leaders.clear();
  for (std::int64_t first = 0; first < t.k; first += k_tile_rows) {
    for (int r = 0; r < k_vectors; ++r) {
      multiply(centroids + first / k_tile_rows * across * k_digits * k_tile_bytes, digits + r * k_digits * k_tile_bytes,
               across, prefetcher, products);
      take_products(products, starts, first, r, t.index_mask, leaders);
    }
  }
}

std::int64_t digit_words(std::int64_t d) { return tiles_across(d) * k_vectors * k_digits * k_tile_words; }

SHOAL_AMX void nearest(const float* block, const BlockNorms& norms, const IntegerTable& table, std::int32_t* workspace,
                       std::int32_t* labels, float* sq_margin) {
  const IntegerTable t = table;
  auto* digits = reinterpret_cast<std::int8_t*>(workspace);
  std::int32_t* products = workspace + digit_words(t.d);
  std::int32_t* starts = products + k_products * k_tile_words;
  const float step = row_step(t, norms);
  const float unit = t.unit_step * step;
  __m512 sq_rest[k_vectors];
  fill_digits(block, t, step, sq_rest, digits);
  fill_starts(t, unit, padded_to_tiles(t.k), starts);
  Leaders leaders;
  _tile_loadconfig(&k_config);
  rank_all(digits, starts, t, block + t.d * k_block_rows, products, leaders);
  _tile_release();
  store_labels(leaders, norms.sq_norm, sq_rest, t, unit, labels, sq_margin);
}

/// For every 16 centroids and 64 columns a tile of high digits and a tile of low ones.
void pack(const std::int16_t* whole, std::int64_t k, std::int64_t d, std::int32_t* words) {
  const std::int64_t across = tiles_across(d);
  auto* digits = reinterpret_cast<std::int8_t*>(words);
  std::memset(digits, 0, static_cast<std::size_t>(padded_to_tiles(k) * across * k_tile_columns * k_digits));
  for (std::int64_t c = 0; c < k; ++c) {
    for (std::int64_t j = 0; j < d; ++j) {
      const std::int64_t tile = (c / k_tile_rows * across + j / k_tile_columns) * k_digits;
      std::int8_t* at = digits + tile * k_tile_bytes + c % k_tile_rows * k_tile_columns + j % k_tile_columns;
      const int value = whole[c * d + j];
      at[0] = static_cast<std::int8_t>((value + 128) >> 8);
      at[k_tile_bytes] = static_cast<std::int8_t>(static_cast<std::uint8_t>(value & 0xff));
    }
  }
}

IntegerShape shape(std::int64_t k, std::int64_t d) {
  return {std::numeric_limits<double>::infinity(),
          k_dropped_bits,
          1,
          k_tile_rows,
          padded_to_tiles(k) * tiles_across(d) * k_tile_columns * k_digits / 4,
          digit_words(d) + k_products * k_tile_words + padded_to_tiles(k)};
}

constexpr IntegerKernels k_kernels = {4.0, shape, pack, measure_block, nearest};

/// Not by __builtin_cpu_supports(): Clang 14 does not know these names.
bool has_tiles() {
  constexpr unsigned k_tiles = 1U << 24, k_tiles_of_bytes = 1U << 25;
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (d & k_tiles) != 0 && (d & k_tiles_of_bytes) != 0;
}

/// Linux lets a process use the tiles only after it has asked for them.
bool tiles_granted() {
  constexpr long k_request_permission = 0x1023;
  constexpr unsigned long k_tile_data = 18;
  return syscall(SYS_arch_prctl, k_request_permission, k_tile_data) == 0;
}

}  // namespace

bool runs_amx() { return has_tiles() && __builtin_cpu_supports("avx512vbmi") && tiles_granted(); }

const IntegerKernels& amx_integers() { return k_kernels; }

}  // namespace shoal::cpu

#endif
