// Tests and makes the bounds of rows; why they hold is said in row_bounds.hpp.
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

/// Square roots of Lanes numbers at p, from any address, as floats; the largest finite number for infinite ones.
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
std::int64_t uncertain(const A* sq, const std::int32_t* labels, float* kept, std::int64_t n, const RowTest& test,
                       std::int32_t* rows) {
  const FloatsBeside<A> df;
  const hn::RebindToSigned<decltype(df)> di;
  const std::int64_t lanes = hn::Lanes(df);
  std::int64_t count = 0;
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto root = roots<A, false>(sq + i);
    const auto bound = hn::LoadU(df, kept + i);
    const auto certain = hn::Lt(affine(df, root, test.below), bound);
    if (hn::AllTrue(df, certain)) continue;
    const auto reach = affine(df, root, test.above);
    const auto least = hn::GatherIndex(df, test.least, hn::LoadU(di, labels + i));
    const auto alone = hn::AndNot(certain, hn::Lt(hn::Add(reach, reach), least));
    hn::StoreU(hn::IfThenElse(alone, affine(df, hn::Sub(least, reach), test.kept_beyond), bound), df, kept + i);
    const auto left = hn::RebindMask(di, hn::Not(hn::Or(certain, alone)));
    count += list_lanes(di, left, static_cast<std::int32_t>(i), rows + count);
  }
  for (; i < n; ++i) rows[count++] = static_cast<std::int32_t>(i);
  return count;
}

template <class A>
void keep(const A* sq, std::int64_t n, Affine bound, float* kept) {
  const FloatsBeside<A> df;
  const std::int64_t lanes = hn::Lanes(df);
  const auto factor = hn::Set(df, bound.factor);
  const auto term = hn::Set(df, bound.term);
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(hn::MulAdd(roots<A, true>(sq + i), factor, term), df, kept + i);
  // No bound: a few rows at the end of a pass are always searched.
  std::fill(kept + i, kept + n, -std::numeric_limits<float>::infinity());
}

void fill_bounds_here(Kernels& kernels) {
  kernels.bounds_f32 = {uncertain<float>, keep<float>};
  kernels.bounds_f64 = {uncertain<double>, keep<double>};
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
