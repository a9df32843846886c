// Adds quantised rows of float points into sums of their clusters: lanes are columns.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/kernels/sums_simd.cpp"
#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
//
#include "shoal/one_answer.hpp"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;

using DD = hn::ScalableTag<double>;
using DU = hn::RebindToUnsigned<DD>;
using DF = hn::Rebind<float, DD>;

/// The last `count` values of a row as doubles; the other lanes are 0. Reads nothing beyond the row.
HWY_INLINE hn::Vec<DD> load_tail(const float* HWY_RESTRICT row, std::int64_t count) {
#if HWY_MEM_OPS_MIGHT_FAULT
  alignas(16) float padded[hn::MaxLanes(DF())] = {};
  for (std::int64_t j = 0; j < count; ++j) padded[j] = row[j];
  return hn::PromoteTo(DD(), hn::Load(DF(), padded));
#else
  return hn::PromoteTo(DD(), hn::MaskedLoad(hn::FirstN(DF(), static_cast<std::size_t>(count)), DF(), row));
#endif
}

/// Adds one row to cluster `to` and, where k_moving, takes it from cluster `from`.
template <bool k_weighted, bool k_moving>
HWY_INLINE void move_row(const ClusterTable& t, const float* HWY_RESTRICT row, const double* HWY_RESTRICT weight,
                         std::int64_t from, std::int64_t to) {
  const std::int64_t lanes = hn::Lanes(DD());
  const auto shift = hn::Set(DD(), k_whole_shift);
  std::uint64_t* HWY_RESTRICT plus = t.totals + to * t.stride;
  std::uint64_t* HWY_RESTRICT minus = t.totals + (k_moving ? from * t.stride : 0);
  std::int64_t j = 0;
  while (true) {
    auto x = j + lanes <= t.d ? hn::PromoteTo(DD(), hn::LoadU(DF(), row + j)) : load_tail(row + j, t.d - j);
    if constexpr (k_weighted) x = hn::Mul(x, hn::Set(DD(), *weight));
    // The product with a power of two is exact, so it does not matter whether this is fused.
    const auto bits = hn::BitCast(DU(), hn::MulAdd(x, hn::Load(DD(), t.scale + j), shift));
    hn::Store(hn::Add(hn::Load(DU(), plus + j), bits), DU(), plus + j);
    if constexpr (k_moving) hn::Store(hn::Sub(hn::Load(DU(), minus + j), bits), DU(), minus + j);
    j += lanes;
    if (j >= t.d) break;
  }
  ++t.counts[to];
  if constexpr (k_moving) --t.counts[from];
  if constexpr (k_weighted) {
    const std::int64_t quantised = quantise(*weight, t.weight_scale);
    t.weights[to] += quantised;
    if constexpr (k_moving) t.weights[from] -= quantised;
  }
}

template <bool k_weighted>
void add_all(ClusterTable t, const float* rows, const double* weights, const std::int32_t* labels, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    move_row<k_weighted, false>(t, rows + i * t.d, k_weighted ? weights + i : nullptr, 0, labels[i]);
  }
}

template <bool k_weighted>
void move_all(ClusterTable t, const float* rows, const double* weights, const std::int32_t* labels,
              const Changes& changes, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t row = changes.row[i];
    move_row<k_weighted, true>(t, rows + row * t.d, k_weighted ? weights + row : nullptr, changes.old_label[i],
                               labels[row]);
  }
}

void add_rows(const ClusterTable& table, const float* rows, const double* weights, const std::int32_t* labels,
              std::int64_t n) {
  (weights == nullptr ? add_all<false> : add_all<true>)(table, rows, weights, labels, n);
}

void move_rows(const ClusterTable& table, const float* rows, const double* weights, const std::int32_t* labels,
               const Changes& changes, std::int64_t count) {
  (weights == nullptr ? move_all<false> : move_all<true>)(table, rows, weights, labels, changes, count);
}

void fill_sums_here(Kernels& kernels) {
  kernels.add_rows = add_rows;
  kernels.move_rows = move_rows;
}

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_sums(std::int64_t hwy_target, Kernels& kernels) { SHOAL_FOR_HWY_TARGET(hwy_target, fill_sums_here(kernels)) }
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
