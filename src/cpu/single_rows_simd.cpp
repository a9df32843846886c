// Canonical distances of single rows of wide float points: to all centroids, or to the centroid of a label.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/single_rows_simd.cpp"
#include "cpu/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
//
#include "cpu/simd_fma-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR

using DD = hn::ScalableTag<double>;
using DF = hn::Rebind<float, DD>;
using VD = hn::Vec<DD>;
inline constexpr int k_max_lanes = hn::MaxLanes(DD());
/// Vectors of centroids compared with a row at a time.
inline constexpr int k_centroid_vectors = 4;
static_assert(k_column_unit % (k_centroid_vectors * k_max_lanes) == 0);

/// Lanes are centroids; the index of the nearest is kept as a double, which all targets can compare and blend.
std::int32_t row_nearest(const float* row, std::int64_t d, const float* columns, std::int64_t stride) {
  const DD dd;
  const std::int64_t lanes = hn::Lanes(dd);
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
      label = hn::IfThenElse(closer, hn::Iota(dd, static_cast<double>(first + v * lanes)), label);
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

/// Values [j, j + k_lanes) of the centroids of k_lanes labels, lanes turned into rows; zeros behind column d.
HWY_INLINE void load_centroids(const float* HWY_RESTRICT centroids, const std::int32_t* HWY_RESTRICT labels,
                               std::int64_t d, std::int64_t j, VD (&v)[k_lanes]) {
  for (int r = 0; r < k_lanes; ++r) {
    const float* centroid = centroids + labels[r] * d + j;
    if (j + k_lanes <= d) {
      v[r] = hn::PromoteTo(DD(), hn::LoadU(DF(), centroid));
    } else {
      alignas(32) float part[k_lanes] = {};
      for (std::int64_t c = 0; c < d - j; ++c) part[c] = centroid[c];
      v[r] = hn::PromoteTo(DD(), hn::Load(DF(), part));
    }
  }
  transpose(v);
}

/// Vectors of rows whose chains run side by side.
inline constexpr int k_side_by_side = 2;

void label_distances(const float* block, std::int64_t d, const float* centroids, const std::int32_t* labels,
                     double* sq) {
  const DD dd;
  for (std::int64_t i = 0; i < k_block_rows; i += k_side_by_side * k_lanes) {
    VD sum[k_side_by_side];
    for (int g = 0; g < k_side_by_side; ++g) sum[g] = hn::Zero(dd);
    for (std::int64_t j = 0; j < d; j += k_lanes) {
      VD centroid[k_side_by_side][k_lanes];
      for (int g = 0; g < k_side_by_side; ++g) load_centroids(centroids, labels + i + g * k_lanes, d, j, centroid[g]);
      const int columns = static_cast<int>(d - j < k_lanes ? d - j : k_lanes);
      for (int c = 0; c < columns; ++c) {
        for (int g = 0; g < k_side_by_side; ++g) {
          const VD x = load_as(dd, block + (j + c) * k_block_rows + i + g * k_lanes);
          sum[g] = fused_square_add(hn::Sub(x, centroid[g][c]), sum[g]);
        }
      }
    }
    for (int g = 0; g < k_side_by_side; ++g) hn::Store(sum[g], dd, sq + i + g * k_lanes);
  }
}

void fill_single_rows_here(Kernels& kernels) {
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
