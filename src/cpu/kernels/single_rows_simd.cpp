// Canonical distances of single rows of wide float points: to all centroids, or to the centroid of a label.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/kernels/single_rows_simd.cpp"
#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
//
#include "cpu/kernels/simd_fma-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR

using DD = hn::ScalableTag<double>;
using DF = hn::Rebind<float, DD>;
using VD = hn::Vec<DD>;
inline constexpr int k_max_lanes = hn::MaxLanes(DD());
/// Vectors of centroids that a row is compared with at a time.
inline constexpr int k_centroid_vectors = 4;
static_assert(k_column_unit % (k_centroid_vectors * k_max_lanes) == 0);

/// Lanes are centroids. The index of the nearest is kept as a double, which every target can compare and blend.
std::int32_t row_nearest(const float* row, std::int64_t d, const float* columns, std::int64_t stride) {
  const DD dd;
  const std::int64_t lanes = hn::Lanes(dd);
  const VD lane = hn::Iota(dd, 0.0);
  VD best = hn::Inf(dd);
  VD label = hn::Zero(dd);
  for (std::int64_t first = 0; first < stride; first += k_centroid_vectors * lanes) {
    VD sq[k_centroid_vectors];
    for (int v = 0; v < k_centroid_vectors; ++v) sq[v] = hn::Zero(dd);
    for (std::int64_t j = 0; j < d; ++j) {
      const VD x = hn::Set(dd, static_cast<double>(row[j]));
      for (int v = 0; v < k_centroid_vectors; ++v) {
        sq[v] = fused_square_add(hn::Sub(x, load_as(dd, columns + j * stride + first + v * lanes)), sq[v]);
      }
    }
    for (int v = 0; v < k_centroid_vectors; ++v) {
      const auto closer = hn::Lt(sq[v], best);
      label = hn::IfThenElse(closer, hn::Add(lane, hn::Set(dd, static_cast<double>(first + v * lanes))), label);
      best = hn::Min(sq[v], best);
    }
  }
  alignas(64) double values[k_max_lanes];
  alignas(64) double labels[k_max_lanes];
  hn::Store(best, dd, values);
  hn::Store(label, dd, labels);
  std::int64_t winner = 0;
  for (std::int64_t lane = 1; lane < lanes; ++lane) {
    const bool tie = values[lane] == values[winner] && labels[lane] < labels[winner];
    if (values[lane] < values[winner] || tie) winner = lane;
  }
  return static_cast<std::int32_t>(labels[winner]);
}

#if HWY_TARGET == HWY_AVX3
inline constexpr int k_lanes = 8;
#elif HWY_TARGET == HWY_AVX2
inline constexpr int k_lanes = 4;
#else
inline constexpr int k_lanes = 2;
#endif

/// Turns rows of k_lanes columns into columns of k_lanes rows.
HWY_INLINE void transpose(VD (&v)[k_lanes]) {
  const DD dd;
  VD a[k_lanes];
  for (int i = 0; i < k_lanes; i += 2) {
    a[i] = hn::InterleaveLower(dd, v[i], v[i + 1]);
    a[i + 1] = hn::InterleaveUpper(dd, v[i], v[i + 1]);
  }
#if HWY_TARGET == HWY_AVX2
  for (int i = 0; i < 2; ++i) {
    v[i] = hn::ConcatLowerLower(dd, a[i + 2], a[i]);
    v[i + 2] = hn::ConcatUpperUpper(dd, a[i + 2], a[i]);
  }
#elif HWY_TARGET == HWY_AVX3
  VD b[k_lanes];
  for (int i = 0; i < 8; i += 4) {
    for (int m = i; m < i + 2; ++m) {
      b[m] = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(a[m + 2]), a[m]);
      b[m + 2] = hn::OddEvenBlocks(a[m + 2], hn::SwapAdjacentBlocks(a[m]));
    }
  }
  for (int i = 0; i < 4; ++i) {
    v[i] = hn::ConcatLowerLower(dd, b[i + 4], b[i]);
    v[i + 4] = hn::ConcatUpperUpper(dd, b[i + 4], b[i]);
  }
#else
  for (int i = 0; i < k_lanes; ++i) v[i] = a[i];
#endif
}

/// Vectors of rows whose chains run side by side.
inline constexpr int k_side_by_side = 2;
inline constexpr int k_group_rows = k_side_by_side * k_lanes;

/// `count` <= k_lanes values at p as doubles; the other lanes are 0.
HWY_INLINE VD load_part(const float* HWY_RESTRICT p, std::int64_t count) {
  if (count == k_lanes) return hn::PromoteTo(DD(), hn::LoadU(DF(), p));
  alignas(32) float part[k_lanes] = {};
  for (std::int64_t c = 0; c < count; ++c) part[c] = p[c];
  return hn::PromoteTo(DD(), hn::Load(DF(), part));
}

/// The centroids of the labels of k_group_rows rows.
struct LabelCentroids {
  const float* row[k_group_rows];

  /// `count` <= k_lanes values, from column j on, of the g-th k_lanes centroids: v[c] is column j + c, lanes are rows.
  HWY_INLINE void load(int g, std::int64_t j, std::int64_t count, VD (&v)[k_lanes]) const {
    for (int r = 0; r < k_lanes; ++r) {
      v[r] = load_part(row[g * k_lanes + r] + j, count);
    }
    transpose(v);
  }
};

/// Adds `count` <= k_lanes columns from j on to the chains of a group of rows at x.
HWY_INLINE void add_columns(const float* HWY_RESTRICT x, const LabelCentroids& centroids, std::int64_t j,
                            std::int64_t count, VD (&sum)[k_side_by_side]) {
  const DD dd;
  VD centroid[k_side_by_side][k_lanes];
  for (int g = 0; g < k_side_by_side; ++g) centroids.load(g, j, count, centroid[g]);
  for (int c = 0; c < k_lanes; ++c) {
    if (c == count) break;
    for (int g = 0; g < k_side_by_side; ++g) {
      const VD t = hn::Sub(load_as(dd, x + (j + c) * k_block_rows + g * k_lanes), centroid[g][c]);
      sum[g] = fused_square_add(t, sum[g]);
    }
  }
}

void label_distances(const float* block, std::int64_t d, const float* centroids, const std::int32_t* labels,
                     double* sq) {
  for (std::int64_t i = 0; i < k_block_rows; i += k_group_rows) {
    LabelCentroids group;
    for (int r = 0; r < k_group_rows; ++r) group.row[r] = centroids + labels[i + r] * d;
    VD sum[k_side_by_side];
    for (int g = 0; g < k_side_by_side; ++g) sum[g] = hn::Zero(DD());
    const std::int64_t whole = d - d % k_lanes;
    for (std::int64_t j = 0; j < whole; j += k_lanes) add_columns(block + i, group, j, k_lanes, sum);
    if (whole < d) add_columns(block + i, group, whole, d - whole, sum);
    for (int g = 0; g < k_side_by_side; ++g) hn::Store(sum[g], DD(), sq + i + g * k_lanes);
  }
}

/// k_group_rows rows and a centroid for each.
struct Pairs {
  const float* row[k_group_rows];
  const float* centroid[k_group_rows];

  /// `count` <= k_lanes differences, from column j on, of the g-th k_lanes pairs: v[c] is column j + c, lanes are pairs.
  HWY_INLINE void load(int g, std::int64_t j, std::int64_t count, VD (&v)[k_lanes]) const {
    for (int r = 0; r < k_lanes; ++r) {
      v[r] = hn::Sub(load_part(row[g * k_lanes + r] + j, count), load_part(centroid[g * k_lanes + r] + j, count));
    }
    transpose(v);
  }
};

HWY_INLINE void add_columns(const Pairs& pairs, std::int64_t j, std::int64_t count, VD (&sum)[k_side_by_side]) {
  VD t[k_side_by_side][k_lanes];
  for (int g = 0; g < k_side_by_side; ++g) pairs.load(g, j, count, t[g]);
  for (int c = 0; c < k_lanes; ++c) {
    if (c == count) break;
    for (int g = 0; g < k_side_by_side; ++g) sum[g] = fused_square_add(t[g][c], sum[g]);
  }
}

void pair_distances(const float* const* rows, const float* const* centroids, std::int64_t count, std::int64_t d,
                    double* sq) {
  for (std::int64_t i = 0; i < count; i += k_group_rows) {
    Pairs pairs;
    for (std::int64_t r = 0; r < k_group_rows; ++r) {
      const std::int64_t from = i + r < count ? i + r : count - 1;
      pairs.row[r] = rows[from];
      pairs.centroid[r] = centroids[from];
    }
    VD sum[k_side_by_side];
    for (int g = 0; g < k_side_by_side; ++g) sum[g] = hn::Zero(DD());
    const std::int64_t whole = d - d % k_lanes;
    for (std::int64_t j = 0; j < whole; j += k_lanes) add_columns(pairs, j, k_lanes, sum);
    if (whole < d) add_columns(pairs, whole, d - whole, sum);
    alignas(64) double part[k_group_rows];
    for (int g = 0; g < k_side_by_side; ++g) hn::Store(sum[g], DD(), part + g * k_lanes);
    for (std::int64_t r = 0; r < k_group_rows && i + r < count; ++r) sq[i + r] = part[r];
  }
}

void fill_single_rows_here(Kernels& kernels) {
  kernels.pair_distances = pair_distances;
  kernels.row_nearest = row_nearest;
  kernels.label_distances = label_distances;
}

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_single_rows(std::int64_t hwy_target, Kernels& kernels) {
  SHOAL_FOR_HWY_TARGET(hwy_target, fill_single_rows_here(kernels))
}
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
