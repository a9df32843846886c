// Tests and makes the margins of rows; why they hold is said in row_margins.hpp.
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

/// Listed rows that are compared at a time.
inline constexpr int k_listed_vectors = 2;
inline constexpr int k_listed_rows = k_listed_vectors * k_max_lanes;

HWY_INLINE Floats margin(Floats sq, Floats sq_others, const MarginTerms& terms) {
  const FloatTag df;
  const Floats finite = hn::Min(sq_others, hn::Set(df, std::numeric_limits<float>::max()));
  return hn::Sub(affine(df, hn::Sqrt(finite), terms.below), affine(df, hn::Sqrt(sq), terms.above));
}

std::int64_t open_rows(const float* kept, std::int64_t n, float limit, std::int32_t* rows) {
  const FloatTag df;
  const IntTag di;
  const std::int64_t lanes = hn::Lanes(df);
  const Floats least = hn::Set(df, limit);
  std::int64_t count = 0;
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto open = hn::RebindMask(di, hn::Not(hn::Gt(hn::LoadU(df, kept + i), least)));
    count += list_lanes(di, open, static_cast<std::int32_t>(i), rows + count);
  }
  for (; i < n; ++i) rows[count++] = static_cast<std::int32_t>(i);
  return count;
}

void keep_margins(const float* sq, const float* sq_others, std::int64_t n, const MarginTerms& terms, float* kept) {
  const FloatTag df;
  const std::int64_t lanes = hn::Lanes(df);
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(margin(hn::LoadU(df, sq + i), hn::LoadU(df, sq_others + i), terms), df, kept + i);
  }
  // No margin: a few rows at the end are always searched.
  std::fill(kept + i, kept + n, -std::numeric_limits<float>::infinity());
}

/// Some of the listed rows, their values one column after the other.
struct ListedRows {
  Ints row[k_listed_vectors];
  alignas(64) float values[k_listed_rows * k_max_float_chain_cols];

  HWY_INLINE void gather(const MarginRows& from, const std::int32_t* HWY_RESTRICT rows, std::int64_t count) {
    const FloatTag df;
    const IntTag di;
    const std::int64_t lanes = hn::Lanes(df);
    for (int v = 0; v < k_listed_vectors; ++v) {
      // Lanes beyond the list take its first row, which changes nothing.
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
                            const MarginTerms& terms, float* kept, std::int32_t* labels, Changes& changes) {
  const FloatTag df;
  const IntTag di;
  const std::int64_t lanes = hn::Lanes(df);
  alignas(64) float fresh_kept[k_max_lanes];
  alignas(64) std::int32_t fresh[k_max_lanes];
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
      hn::Store(margin(best.sq[v], best.second[v], terms), df, fresh_kept);
      for (std::int64_t r = 0; r < here; ++r) kept[rows[begin + r]] = fresh_kept[r];
      const Ints before = hn::GatherIndex(di, labels, listed.row[v]);
      const auto moved = hn::And(hn::FirstN(di, static_cast<std::size_t>(here)), hn::Ne(before, best.label[v]));
      const std::int64_t more = list_lanes(di, moved, 0, lane);
      hn::Store(best.label[v], di, fresh);
      for (std::int64_t m = 0; m < more; ++m, ++changed) {
        std::int32_t& label = labels[changes.row[changed] = rows[begin + lane[m]]];
        changes.old_label[changed] = label;
        label = fresh[lane[m]];
      }
    }
  }
  return changed;
}

void fill_margins_here(Kernels& kernels) { kernels.margins = {open_rows, search_margins, keep_margins}; }

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_margins(std::int64_t hwy_target, Kernels& kernels) {
  SHOAL_FOR_HWY_TARGET(hwy_target, fill_margins_here(kernels))
}
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
