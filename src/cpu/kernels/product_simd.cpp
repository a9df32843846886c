// Wide float points: products in float rank the centroids. A bound finds the rows whose rank the rounding may have
// changed; these are left to the canonical chain (wide_search.hpp).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/kernels/product_simd.cpp"
#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
//
#include <limits>

#include "cpu/kernels/prefetcher.hpp"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;

using DF = hn::ScalableTag<float>;
using DI = hn::RebindToSigned<DF>;
using VF = hn::Vec<DF>;

/// Vectors of rows of a tile. Their sums with the k_product_group centroids of a group fill the registers.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON
inline constexpr int k_tile_vectors = 4;
#else
inline constexpr int k_tile_vectors = 2;
#endif
inline constexpr int k_group = k_product_group;

HWY_INLINE std::int64_t tile_rows() { return k_tile_vectors * static_cast<std::int64_t>(hn::Lanes(DF())); }

/// The best and the second best score of each row of a tile, and the label of the best.
struct Leaders {
  VF best[k_tile_vectors];
  VF second[k_tile_vectors];
  hn::Vec<DI> label[k_tile_vectors];

  HWY_INLINE void clear() {
    const VF lowest = hn::Set(DF(), -std::numeric_limits<float>::infinity());
    for (int r = 0; r < k_tile_vectors; ++r) {
      best[r] = second[r] = lowest;
      label[r] = hn::Zero(DI());
    }
  }

  HWY_INLINE void take(const VF (&score)[k_group][k_tile_vectors], std::int64_t first) {
    for (int c = 0; c < k_group; ++c) {
      const auto index = hn::Set(DI(), static_cast<std::int32_t>(first + c));
      for (int r = 0; r < k_tile_vectors; ++r) {
        const auto better = hn::Gt(score[c][r], best[r]);
        second[r] = hn::Max(second[r], hn::Min(best[r], score[c][r]));
        best[r] = hn::Max(best[r], score[c][r]);
        label[r] = hn::IfThenElse(hn::RebindMask(DI(), better), index, label[r]);
      }
    }
  }
};

/// Writes the rows of a tile less the centre to panel[j * tile_rows + r] and their squared norms to sq_norm.
HWY_INLINE void centre_tile(const float* HWY_RESTRICT x, const ProductTable& t, float* HWY_RESTRICT panel,
                            VF (&sq_norm)[k_tile_vectors]) {
  const DF df;
  const std::int64_t lanes = hn::Lanes(df);
  for (int r = 0; r < k_tile_vectors; ++r) sq_norm[r] = hn::Set(df, t.sq_norm_underflow);
  for (std::int64_t j = 0; j < t.d; ++j) {
    const VF centre = hn::Set(df, t.centre[j]);
    for (int r = 0; r < k_tile_vectors; ++r) {
      const VF y = hn::Sub(hn::Load(df, x + j * k_block_rows + r * lanes), centre);
      hn::Store(y, df, panel + (j * k_tile_vectors + r) * lanes);
      sq_norm[r] = hn::MulAdd(y, y, sq_norm[r]);
    }
  }
}

/// Adds the products of columns [begin, end) to the scores of one group.
HWY_INLINE void add_products(const float* HWY_RESTRICT panel, const float* HWY_RESTRICT group, std::int64_t begin,
                             std::int64_t end, VF (&score)[k_group][k_tile_vectors]) {
  const DF df;
  const std::int64_t lanes = hn::Lanes(df);
  for (std::int64_t j = begin; j < end; ++j) {
    VF y[k_tile_vectors];
    for (int r = 0; r < k_tile_vectors; ++r) y[r] = hn::Load(df, panel + (j * k_tile_vectors + r) * lanes);
    for (int c = 0; c < k_group; ++c) {
      const VF centroid = hn::Set(df, group[j * k_group + c]);
      for (int r = 0; r < k_tile_vectors; ++r) score[c][r] = hn::MulAdd(y[r], centroid, score[c][r]);
    }
  }
}

HWY_INLINE void start_scores(const ProductTable& t, std::int64_t first, VF (&score)[k_group][k_tile_vectors]) {
  for (int c = 0; c < k_group; ++c) {
    for (int r = 0; r < k_tile_vectors; ++r) score[c][r] = hn::Set(DF(), t.minus_half_sq[first + c]);
  }
}

/// Groups of centroids whose scores wait in the first cache beside a chunk of the panel.
inline constexpr int k_waiting_groups = 8;

/// Ranks all centroids, chunk of columns by chunk. A chunk of the panel stays in the first cache for k_waiting_groups
/// groups; its products are added up before the sum joins the score, so that fewer roundings pile up.
HWY_INLINE void rank_all(const float* HWY_RESTRICT panel, const ProductTable& t, Prefetcher prefetcher,
                         Leaders& leaders) {
  const DF df;
  for (std::int64_t super = 0; super < t.k; super += k_waiting_groups * k_group) {
    const std::int64_t end = super + k_waiting_groups * k_group < t.k ? super + k_waiting_groups * k_group : t.k;
    VF waiting[k_waiting_groups][k_group][k_tile_vectors];
    for (std::int64_t first = super; first < end; first += k_group) {
      start_scores(t, first, waiting[(first - super) / k_group]);
    }
    for (std::int64_t begin = 0; begin < t.d; begin += k_product_chunk) {
      for (std::int64_t first = super; first < end; first += k_group) {
        VF part[k_group][k_tile_vectors];
        for (int c = 0; c < k_group; ++c) {
          for (int r = 0; r < k_tile_vectors; ++r) part[c][r] = hn::Zero(df);
        }
        prefetcher.step();
        const std::int64_t chunk_end = begin + k_product_chunk < t.d ? begin + k_product_chunk : t.d;
        add_products(panel, t.centroids + first * t.d, begin, chunk_end, part);
        auto& score = waiting[(first - super) / k_group];
        for (int c = 0; c < k_group; ++c) {
          for (int r = 0; r < k_tile_vectors; ++r) score[c][r] = hn::Add(score[c][r], part[c][r]);
        }
      }
    }
    for (std::int64_t first = super; first < end; first += k_group) {
      leaders.take(waiting[(first - super) / k_group], first);
    }
  }
}

HWY_INLINE void store_labels(const Leaders& leaders, const ProductTable& t, const VF (&sq_norm)[k_tile_vectors],
                             std::int32_t* HWY_RESTRICT labels, float* HWY_RESTRICT sq_margin) {
  const DF df;
  const DI di;
  for (int r = 0; r < k_tile_vectors; ++r) {
    VF bound = hn::MulAdd(hn::Sqrt(sq_norm[r]), hn::Set(df, t.norm_factor), hn::Set(df, t.bound));
    bound = hn::MulAdd(sq_norm[r], hn::Set(df, t.sq_norm_factor), bound);
    const VF gap = hn::Sub(leaders.best[r], leaders.second[r]);
    // A NaN compares false, so that its row is uncertain.
    const auto certain = hn::Gt(gap, bound);
    const auto label = hn::IfThenElse(hn::RebindMask(di, certain), leaders.label[r], hn::Set(di, -1));
    hn::Store(label, di, labels + r * hn::Lanes(df));
    // A factor just below 2 covers the two roundings; doubling the bound is exact.
    const VF margin = hn::Sub(hn::Mul(gap, hn::Set(df, 2.0f - 0x1p-20f)), hn::Add(bound, bound));
    hn::Store(hn::IfThenElseZero(certain, hn::Max(margin, hn::Zero(df))), df, sq_margin + r * hn::Lanes(df));
  }
}

void product_nearest(const float* block, const ProductTable& table, float* panel, std::int32_t* labels,
                     float* sq_margin) {
  const ProductTable t = table;
  const std::int64_t rows = tile_rows();
  const std::int64_t steps = ((t.k + k_group - 1) / k_group) * ((t.d + k_product_chunk - 1) / k_product_chunk);
  for (std::int64_t i = 0; i < k_block_rows; i += rows) {
    VF sq_norm[k_tile_vectors];
    centre_tile(block + i, t, panel, sq_norm);
    Leaders leaders;
    leaders.clear();
    rank_all(panel, t, {block + (k_block_rows + i) * t.d, rows * t.d * 4, steps}, leaders);
    store_labels(leaders, t, sq_norm, labels + i, sq_margin + i);
  }
}

void fill_product_here(Kernels& kernels) { kernels.product_nearest = product_nearest; }

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_product(std::int64_t hwy_target, Kernels& kernels) {
  SHOAL_FOR_HWY_TARGET(hwy_target, fill_product_here(kernels))
}
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
