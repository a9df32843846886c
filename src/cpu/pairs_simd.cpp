// Sums of distances between pairs of points, for the silhouette: a tile of rows against lanes of points.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/pairs_simd.cpp"
#include "cpu/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;

/// Columns whose squares are added up in the points' own type before they join the total: keeps the relative error of a
/// distance below (k_short_chain + d / k_short_chain) / 2 + 2 units in the last place.
inline constexpr std::int64_t k_short_chain = 16;
/// Distances that one lane adds up in the points' own type before they join the sum in double.
inline constexpr std::int64_t k_short_sum = 8;

template <class D, class V = hn::Vec<D>>
HWY_INLINE void add_squares(D dx, const hn::TFromD<D>* HWY_RESTRICT rows, const hn::TFromD<D>* HWY_RESTRICT points,
                            std::int64_t d, std::int64_t begin, std::int64_t end, V (&sq)[k_pair_rows]) {
  for (std::int64_t j = begin; j < end; ++j) {
    const V point = hn::Load(dx, points + j * k_pair_block);
    for (int r = 0; r < k_pair_rows; ++r) {
      const V t = hn::Sub(hn::Set(dx, rows[r * d + j]), point);
      sq[r] = hn::MulAdd(t, t, sq[r]);
    }
  }
}

/// Squared distances of the rows to the lanes at `points`.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void squared_distances(D dx, const hn::TFromD<D>* HWY_RESTRICT rows,
                                  const hn::TFromD<D>* HWY_RESTRICT points, std::int64_t d, V (&sq)[k_pair_rows]) {
  for (int r = 0; r < k_pair_rows; ++r) sq[r] = hn::Zero(dx);
  if (d <= k_short_chain) {
    add_squares(dx, rows, points, d, 0, d, sq);
    return;
  }
  for (std::int64_t begin = 0; begin < d; begin += k_short_chain) {
    V part[k_pair_rows];
    for (int r = 0; r < k_pair_rows; ++r) part[r] = hn::Zero(dx);
    add_squares(dx, rows, points, d, begin, begin + k_short_chain < d ? begin + k_short_chain : d, part);
    for (int r = 0; r < k_pair_rows; ++r) sq[r] = hn::Add(sq[r], part[r]);
  }
}

/// The sum of v's lanes added to `sum` in double.
template <class D>
HWY_INLINE void add_lanes(D dx, hn::Vec<D> v, hn::Vec<hn::ScalableTag<double>>& sum) {
  if constexpr (sizeof(hn::TFromD<D>) == sizeof(double)) {
    sum = hn::Add(sum, v);
  } else {
    const hn::ScalableTag<double> dd;
    const hn::Half<D> half;
    sum = hn::Add(sum, hn::Add(hn::PromoteTo(dd, hn::LowerHalf(half, v)), hn::PromoteTo(dd, hn::UpperHalf(half, v))));
  }
  static_cast<void>(dx);
}

template <class X>
void distance_sums(const X* rows, const X* blocks, std::int64_t count, std::int64_t d, double* sums) {
  const hn::ScalableTag<X> dx;
  const hn::ScalableTag<double> dd;
  using V = hn::Vec<decltype(dx)>;
  const std::int64_t lanes = hn::Lanes(dx);
  hn::Vec<decltype(dd)> total[k_pair_rows];
  for (int r = 0; r < k_pair_rows; ++r) total[r] = hn::Zero(dd);
  const std::int64_t run = k_short_sum * lanes;
  for (std::int64_t begin = 0; begin < count; begin += run) {
    V sum[k_pair_rows];
    for (int r = 0; r < k_pair_rows; ++r) sum[r] = hn::Zero(dx);
    const std::int64_t end = begin + run < count ? begin + run : count;
    for (std::int64_t i = begin; i < end; i += lanes) {
      V sq[k_pair_rows];
      squared_distances(dx, rows, blocks + i / k_pair_block * k_pair_block * d + i % k_pair_block, d, sq);
      const auto valid = hn::FirstN(dx, static_cast<std::size_t>(count - i < lanes ? count - i : lanes));
      for (int r = 0; r < k_pair_rows; ++r) {
        sum[r] = hn::Add(sum[r], hn::IfThenElseZero(valid, hn::Sqrt(sq[r])));
      }
    }
    for (int r = 0; r < k_pair_rows; ++r) add_lanes(dx, sum[r], total[r]);
  }
  for (int r = 0; r < k_pair_rows; ++r) sums[r] = hn::GetLane(hn::SumOfLanes(dd, total[r]));
}

void fill_pairs_here(Kernels& kernels) {
  kernels.distance_sums_f32 = distance_sums<float>;
  kernels.distance_sums_f64 = distance_sums<double>;
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
