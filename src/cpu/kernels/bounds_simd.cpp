// Makes and tests the lower bounds of rows; row_bounds.hpp proves them.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/kernels/bounds_simd.cpp"
#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
//
#include <algorithm>
#include <limits>

#include "cpu/kernels/simd_fma-inl.hpp"
#include "cpu/kernels/simd_list-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;

/// Floats in as many lanes as there are of A.
template <class A>
using FloatsBeside = hn::Rebind<float, hn::ScalableTag<A>>;

/// The square roots of Lanes numbers at p, which need not be aligned, as floats. k_finite: the root of the largest finite
/// number stands for that of infinity.
template <class A, bool k_finite>
HWY_INLINE hn::Vec<FloatsBeside<A>> roots(const A* HWY_RESTRICT p) {
  const hn::ScalableTag<A> da;
  const FloatsBeside<A> df;
  auto sq = hn::LoadU(da, p);
  if constexpr (k_finite) sq = hn::Min(sq, hn::Set(da, std::numeric_limits<A>::max()));
  if constexpr (sizeof(A) == sizeof(float)) {
    return hn::Sqrt(sq);
  } else {
    const auto root = hn::DemoteTo(df, hn::Sqrt(sq));
    return k_finite ? hn::Min(root, hn::Set(df, std::numeric_limits<float>::max())) : root;
  }
}

template <class A>
std::int64_t uncertain(const A* sq, const std::int32_t* labels, float* lower_bounds, std::int64_t n,
                       const RowTest& test, std::int32_t* rows) {
  const FloatsBeside<A> df;
  const hn::RebindToSigned<decltype(df)> di;
  const std::int64_t lanes = hn::Lanes(df);
  std::int64_t count = 0;
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto root = roots<A, false>(sq + i);
    const auto bound = hn::LoadU(df, lower_bounds + i);
    const auto by_bound = hn::Lt(affine(df, root, test.upper_plus_drift), bound);
    if (hn::AllTrue(df, by_bound)) continue;
    const auto upper = affine(df, root, test.upper);
    const auto nearest_other = hn::GatherIndex(df, test.nearest_other, hn::LoadU(di, labels + i));
    const auto by_gap = hn::AndNot(by_bound, hn::Lt(hn::Add(upper, upper), nearest_other));
    const auto gap_bound = affine(df, hn::Sub(nearest_other, upper), test.raised_by_drift);
    hn::StoreU(hn::IfThenElse(by_gap, gap_bound, bound), df, lower_bounds + i);
    const auto unproven = hn::RebindMask(di, hn::Not(hn::Or(by_bound, by_gap)));
    count += list_lanes(di, unproven, static_cast<std::int32_t>(i), rows + count);
  }
  for (; i < n; ++i) rows[count++] = static_cast<std::int32_t>(i);
  return count;
}

template <class A>
void make(const A* sq, std::int64_t n, Affine bound, float* lower_bounds) {
  const FloatsBeside<A> df;
  const std::int64_t lanes = hn::Lanes(df);
  const auto factor = hn::Set(df, bound.factor);
  const auto term = hn::Set(df, bound.term);
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(hn::MulAdd(roots<A, true>(sq + i), factor, term), df, lower_bounds + i);
  }
  // The last rows, fewer than a vector, get no bound: they are searched in every pass.
  std::fill(lower_bounds + i, lower_bounds + n, -std::numeric_limits<float>::infinity());
}

void fill_bounds_here(Kernels& kernels) {
  kernels.bounds_f32 = {uncertain<float>, make<float>};
  kernels.bounds_f64 = {uncertain<double>, make<double>};
}

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_bounds(std::int64_t hwy_target, Kernels& kernels) {
  SHOAL_FOR_HWY_TARGET(hwy_target, fill_bounds_here(kernels))
}
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
