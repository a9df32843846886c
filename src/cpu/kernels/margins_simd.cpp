// Makes and tests the margins of rows; row_margins.hpp proves them.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/kernels/margins_simd.cpp"
#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
//
#include <algorithm>
#include <limits>

#include "cpu/kernels/simd_list-inl.hpp"
#include "cpu/kernels/simd_nearest-inl.hpp"
#include "shoal/one_answer.hpp"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR

using FloatTag = hn::ScalableTag<float>;
using IntTag = hn::RebindToSigned<FloatTag>;
using Floats = hn::Vec<FloatTag>;
using Ints = hn::Vec<IntTag>;
inline constexpr int k_max_lanes = hn::MaxLanes(FloatTag());
static_assert(k_max_lanes <= Changes::k_slack);

/// Vectors of listed rows that are compared with the centroids at a time.
inline constexpr int k_listed_vectors = 2;
inline constexpr int k_listed_rows = k_listed_vectors * k_max_lanes;

HWY_INLINE Floats margin(Floats sq, Floats sq_others, const MarginTerms& terms) {
  const FloatTag df;
  const Floats finite = hn::Min(sq_others, hn::Set(df, std::numeric_limits<float>::max()));
  return hn::Sub(affine(df, hn::Sqrt(finite), terms.other), affine(df, hn::Sqrt(sq), terms.assigned));
}

std::int64_t unproven(const float* margins, std::int64_t n, float limit, std::int32_t* rows) {
  const FloatTag df;
  const IntTag di;
  const std::int64_t lanes = hn::Lanes(df);
  const Floats limits = hn::Set(df, limit);
  std::int64_t count = 0;
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto open = hn::RebindMask(di, hn::Not(hn::Gt(hn::LoadU(df, margins + i), limits)));
    count += list_lanes(di, open, static_cast<std::int32_t>(i), rows + count);
  }
  for (; i < n; ++i) rows[count++] = static_cast<std::int32_t>(i);
  return count;
}

void make_margins(const float* sq, const float* sq_others, std::int64_t n, const MarginTerms& terms, float* margins) {
  const FloatTag df;
  const std::int64_t lanes = hn::Lanes(df);
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(margin(hn::LoadU(df, sq + i), hn::LoadU(df, sq_others + i), terms), df, margins + i);
  }
  // The last rows, fewer than a vector, get no margin: they are searched in every pass.
  std::fill(margins + i, margins + n, -std::numeric_limits<float>::infinity());
}

/// The values of k_listed_rows of the listed rows, column after column.
struct ListedRows {
  Ints row[k_listed_vectors];
  alignas(64) float values[k_listed_rows * k_max_float_chain_cols];

  HWY_INLINE void gather(const MarginRows& from, const std::int32_t* HWY_RESTRICT rows, std::int64_t count) {
    const FloatTag df;
    const IntTag di;
    const std::int64_t lanes = hn::Lanes(df);
    for (int v = 0; v < k_listed_vectors; ++v) {
      // Lanes beyond the end of the list repeat its first row; their results are not used.
      const std::int64_t left = std::clamp<std::int64_t>(count - v * lanes, 0, lanes);
      const Ints here = left > 0 ? hn::LoadU(di, rows + v * lanes) : hn::Zero(di);
      row[v] = hn::IfThenElse(hn::FirstN(di, static_cast<std::size_t>(left)), here, hn::Set(di, rows[0]));
      const Ints in_block = hn::And(row[v], hn::Set(di, static_cast<std::int32_t>(k_block_rows - 1)));
      const Ints block = hn::Sub(row[v], in_block);
      const Ints at = hn::Add(hn::Mul(block, hn::Set(di, static_cast<std::int32_t>(from.d))), in_block);
      for (std::int64_t j = 0; j < from.d; ++j) {
        hn::Store(hn::GatherIndex(df, from.blocks + j * k_block_rows, at), df, values + j * k_listed_rows + v * lanes);
      }
    }
  }
};

std::int64_t search_margins(const MarginRows& from, const std::int32_t* rows, std::int64_t count,
                            const MarginTerms& terms, float* margins, std::int32_t* labels, Changes& changes) {
  const FloatTag df;
  const IntTag di;
  const std::int64_t lanes = hn::Lanes(df);
  alignas(64) float new_margins[k_max_lanes];
  alignas(64) std::int32_t new_labels[k_max_lanes];
  std::int32_t lane[k_max_lanes];
  std::int64_t changed = 0;
  for (std::int64_t first = 0; first < count; first += k_listed_vectors * lanes) {
    ListedRows listed;
    listed.gather(from, rows + first, count - first);
    Best<float, k_listed_vectors, true> best;
    best.clear();
    take_all<float, float, k_listed_vectors, k_listed_rows>(listed.values, from.d, from.centroids, from.k, best);
    for (int v = 0; v < k_listed_vectors; ++v) {
      const std::int64_t begin = first + v * lanes;
      const std::int64_t here = std::clamp<std::int64_t>(count - begin, 0, lanes);
      hn::Store(margin(best.sq[v], best.second[v], terms), df, new_margins);
      for (std::int64_t r = 0; r < here; ++r) margins[rows[begin + r]] = new_margins[r];
      const Ints before = hn::GatherIndex(di, labels, listed.row[v]);
      const auto moved = hn::And(hn::FirstN(di, static_cast<std::size_t>(here)), hn::Ne(before, best.label[v]));
      const std::int64_t more = list_lanes(di, moved, 0, lane);
      hn::Store(best.label[v], di, new_labels);
      for (std::int64_t m = 0; m < more; ++m, ++changed) {
        std::int32_t& label = labels[changes.row[changed] = rows[begin + lane[m]]];
        changes.old_label[changed] = label;
        label = new_labels[lane[m]];
      }
    }
  }
  return changed;
}

void fill_margins_here(Kernels& kernels) { kernels.margins = {unproven, search_margins, make_margins}; }

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_margins(std::int64_t hwy_target, Kernels& kernels) {
  SHOAL_FOR_HWY_TARGET(hwy_target, fill_margins_here(kernels))
}
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
