// Sums of distances between the rows of two tiles, for the silhouette: 4 rows of the first tile against two vectors of
// rows of the second at a time. Each square root is taken once, and added to the sum of its row and of its column.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/kernels/pairs_simd.cpp"
#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;

/// The squares of this many columns are added up before their sum joins the total. This keeps the relative error of a
/// distance below (k_short_chain + d / k_short_chain) / 2 + 2 units in the last place.
inline constexpr std::int64_t k_short_chain = 16;
/// Rows of the first tile that are compared at a time.
inline constexpr int k_rows = 4;
/// This many distances are added up one after the other, along a row and along a column. Their sums are then added pair by
/// pair.
inline constexpr std::int64_t k_run = 8;

/// Factors for the lanes of a tile: 1 for a row, 0 for what fills the tile up. of(m) begins with m ones.
template <class Y>
struct Weights {
  constexpr Weights() {
    for (std::int64_t i = 0; i < 2 * k_tile_rows; ++i) values[i] = i < k_tile_rows ? Y{1} : Y{0};
  }
  constexpr const Y* of(std::int64_t rows) const { return values + k_tile_rows - rows; }
  Y values[2 * k_tile_rows]{};
};
template <class Y>
inline constexpr Weights<Y> k_weights;

/// Squared distances of k_rows rows to V vectors of rows of the other tile, over columns [begin, end), begin < end.
template <int V, class D, class Vec = hn::Vec<D>, class Y = hn::TFromD<D>>
HWY_INLINE void chain_squares(D dx, const RowTile<Y>& rows, const RowTile<Y>& cols, std::int64_t begin,
                              std::int64_t end, Vec (&sq)[k_rows][V]) {
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(dx));
  const auto difference = [&](std::int64_t j, int r, int v) {
    return hn::Sub(hn::Set(dx, rows.values[j * rows.stride + r]),
                   hn::Load(dx, cols.values + j * cols.stride + v * lanes));
  };
  for (int r = 0; r < k_rows; ++r) {
    for (int v = 0; v < V; ++v) {
      const Vec t = difference(begin, r, v);
      sq[r][v] = hn::Mul(t, t);
    }
  }
  for (std::int64_t j = begin + 1; j < end; ++j) {
    for (int r = 0; r < k_rows; ++r) {
      for (int v = 0; v < V; ++v) {
        const Vec t = difference(j, r, v);
        sq[r][v] = hn::MulAdd(t, t, sq[r][v]);
      }
    }
  }
}

/// The same over all d columns. Wide: d > k_short_chain.
template <bool Wide, int V, class D, class Vec = hn::Vec<D>, class Y = hn::TFromD<D>>
HWY_INLINE void squared_distances(D dx, const RowTile<Y>& rows, const RowTile<Y>& cols, std::int64_t d,
                                  Vec (&sq)[k_rows][V]) {
  if constexpr (!Wide) {
    chain_squares(dx, rows, cols, 0, d, sq);
    return;
  }
  chain_squares(dx, rows, cols, 0, k_short_chain, sq);
  for (std::int64_t begin = k_short_chain; begin < d; begin += k_short_chain) {
    Vec part[k_rows][V];
    chain_squares(dx, rows, cols, begin, begin + k_short_chain < d ? begin + k_short_chain : d, part);
    for (int r = 0; r < k_rows; ++r) {
      for (int v = 0; v < V; ++v) sq[r][v] = hn::Add(sq[r][v], part[r][v]);
    }
  }
}

/// The square roots of squares that are 0 or normal numbers. AVX-512 takes few roots a cycle but estimates their inverses
/// well. Every other vector goes by such an estimate and a Newton step (error below 2 units in the last place), so that
/// both execution units are busy.
template <class D, class Vec = hn::Vec<D>>
HWY_INLINE Vec root_of(D dx, Vec sq, int vector) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == sizeof(float)) {
    if (vector % 2 == 1) {
      const Vec inverse = hn::ApproximateReciprocalSqrt(hn::Max(sq, hn::Set(dx, 0x1p-126f)));
      const Vec root = hn::Mul(sq, inverse);
      return hn::MulAdd(hn::Mul(root, hn::Set(dx, 0.5f)), hn::NegMulAdd(root, inverse, hn::Set(dx, 1.0f)), root);
    }
  }
#endif
  static_cast<void>(dx);
  static_cast<void>(vector);
  return hn::Sqrt(sq);
}

/// Adds the distances of the group to the sums of its rows and to those of the columns.
template <bool Wide, int V, class D, class Vec = hn::Vec<D>, class Y = hn::TFromD<D>>
HWY_INLINE void add_distances(D dx, const RowTile<Y>& rows, const RowTile<Y>& cols, std::int64_t d, bool first,
                              Vec (&row_sums)[k_rows], Y* HWY_RESTRICT col_sums) {
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(dx));
  Vec sq[k_rows][V];
  squared_distances<Wide>(dx, rows, cols, d, sq);
  const Y* row_weights = k_weights<Y>.of(rows.rows < k_rows ? rows.rows : k_rows);
  const Y* col_weights = k_weights<Y>.of(cols.rows < V * lanes ? cols.rows : V * lanes);
  for (int v = 0; v < V; ++v) {
    const Vec weight = hn::LoadU(dx, col_weights + v * lanes);
    Vec sum = first ? hn::Zero(dx) : hn::Load(dx, col_sums + v * lanes);
    for (int r = 0; r < k_rows; ++r) {
      const Vec root = root_of(dx, sq[r][v], v);
      row_sums[r] = hn::MulAdd(root, weight, row_sums[r]);
      sum = hn::MulAdd(root, hn::Set(dx, row_weights[r]), sum);
    }
    hn::Store(sum, dx, col_sums + v * lanes);
  }
}

/// The sum of the 16-byte parts of a vector.
template <class D>
HWY_INLINE hn::Vec<hn::FixedTag<hn::TFromD<D>, 4>> sum_of_blocks(D dx, hn::Vec<D> v) {
  if constexpr (hn::MaxLanes(D()) <= 4) {
    return v;
  } else {
    const hn::Half<D> half;
    return sum_of_blocks(half, hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  }
}

/// Sums of the lanes of each of the vectors.
template <class D, class Vec = hn::Vec<D>, class Y = hn::TFromD<D>>
HWY_INLINE void store_lane_sums(D dx, const Vec (&sums)[k_rows], Y* HWY_RESTRICT out) {
  if constexpr (sizeof(Y) == sizeof(float)) {
    // Lanes are added across vectors within 16 bytes: then lane r of each 16 bytes belongs to vector r.
    const hn::Repartition<double, D> pairs;
    const Vec even = hn::Add(hn::InterleaveLower(dx, sums[0], sums[1]), hn::InterleaveUpper(dx, sums[0], sums[1]));
    const Vec odd = hn::Add(hn::InterleaveLower(dx, sums[2], sums[3]), hn::InterleaveUpper(dx, sums[2], sums[3]));
    const auto low = hn::InterleaveLower(pairs, hn::BitCast(pairs, even), hn::BitCast(pairs, odd));
    const auto high = hn::InterleaveUpper(pairs, hn::BitCast(pairs, even), hn::BitCast(pairs, odd));
    hn::StoreU(sum_of_blocks(dx, hn::Add(hn::BitCast(dx, low), hn::BitCast(dx, high))), hn::FixedTag<Y, k_rows>(), out);
  } else {
    for (int r = 0; r < k_rows; ++r) out[r] = hn::GetLane(hn::SumOfLanes(dx, sums[r]));
  }
}

/// Sums of the distances of a group of rows to all rows of b.
template <bool Wide, class D, class Y = hn::TFromD<D>>
HWY_INLINE void add_row_group(D dx, const RowTile<Y>& rows, const RowTile<Y>& b, std::int64_t d, bool first,
                              Y* HWY_RESTRICT row_sums, Y* HWY_RESTRICT col_sums) {
  using Vec = hn::Vec<D>;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(dx));
  const auto cols = [&](std::int64_t c) { return RowTile<Y>{b.values + c, b.stride, b.rows - c}; };
  Vec total[k_rows];
  for (Vec& sum : total) sum = hn::Zero(dx);
  for (std::int64_t begin = 0; begin < b.rows; begin += k_run * lanes) {
    const std::int64_t end = begin + k_run * lanes < b.rows ? begin + k_run * lanes : b.rows;
    Vec sums[k_rows];
    for (Vec& sum : sums) sum = hn::Zero(dx);
    std::int64_t c = begin;
    for (; c + lanes < end; c += 2 * lanes) add_distances<Wide, 2>(dx, rows, cols(c), d, first, sums, col_sums + c);
    if (c < end) add_distances<Wide, 1>(dx, rows, cols(c), d, first, sums, col_sums + c);
    for (int r = 0; r < k_rows; ++r) total[r] = hn::Add(total[r], sums[r]);
  }
  store_lane_sums(dx, total, row_sums);
}

template <bool Wide, class Y>
void pair_sums_of(const RowTile<Y>& a, const RowTile<Y>& b, std::int64_t d, Y* HWY_RESTRICT row_sums,
                  Y* HWY_RESTRICT col_sums) {
  const hn::ScalableTag<Y> dx;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(dx));
  alignas(64) Y partial[k_tile_rows / k_run][k_tile_rows];
  for (std::int64_t r = 0; r < a.rows; r += k_rows) {
    const RowTile<Y> rows{a.values + r, a.stride, a.rows - r};
    add_row_group<Wide>(dx, rows, b, d, r % k_run == 0, row_sums + r, partial[r / k_run]);
  }
  const std::int64_t runs = (a.rows + k_run - 1) / k_run;
  for (std::int64_t step = 1; step < runs; step *= 2) {
    for (std::int64_t run = 0; run + step < runs; run += 2 * step) {
      for (std::int64_t c = 0; c < b.rows; c += lanes) {
        const auto sum = hn::Add(hn::Load(dx, partial[run] + c), hn::Load(dx, partial[run + step] + c));
        hn::Store(sum, dx, partial[run] + c);
      }
    }
  }
  for (std::int64_t c = 0; c < b.rows; c += lanes) hn::StoreU(hn::Load(dx, partial[0] + c), dx, col_sums + c);
}

template <class Y>
void pair_sums(const RowTile<Y>& a, const RowTile<Y>& b, std::int64_t d, Y* row_sums, Y* col_sums) {
  if (d > k_short_chain) {
    pair_sums_of<true>(a, b, d, row_sums, col_sums);
  } else {
    pair_sums_of<false>(a, b, d, row_sums, col_sums);
  }
}

void fill_pairs_here(Kernels& kernels) {
  kernels.tiles_f32.pair_sums = pair_sums<float>;
  kernels.tiles_f64.pair_sums = pair_sums<double>;
}

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_pairs(std::int64_t hwy_target, Kernels& kernels) {
  SHOAL_FOR_HWY_TARGET(hwy_target, fill_pairs_here(kernels))
}
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
