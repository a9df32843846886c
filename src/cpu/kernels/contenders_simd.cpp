// The centroids that the bounds of a row do not rule out, and estimates of their distances.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/kernels/contenders_simd.cpp"
#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
//
#include "cpu/kernels/simd_list-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;

using DF = hn::ScalableTag<float>;
using VF = hn::Vec<DF>;

std::int64_t contenders(float scaled_root, const float* drift_terms, const float* lower_bounds, std::int64_t stride,
                        std::int32_t* list) {
  const DF df;
  const hn::RebindToSigned<DF> di;
  const std::int64_t lanes = hn::Lanes(df);
  const VF root = hn::Set(df, scaled_root);
  std::int64_t count = 0;
  for (std::int64_t c = 0; c < stride; c += lanes) {
    const auto upper_plus_drift = hn::Add(root, hn::Load(df, drift_terms + c));
    const auto open = hn::Not(hn::Lt(upper_plus_drift, hn::LoadU(df, lower_bounds + c)));
    if (hn::AllFalse(df, open)) continue;
    count += list_lanes(di, hn::RebindMask(di, open), static_cast<std::int32_t>(c), list + count);
  }
  return count;
}

/// Centroids that a row is compared with at a time: as many sums run side by side.
inline constexpr int k_side_by_side = 4;

/// Squared distances of a row to k_side_by_side centroids, whose values `rows` points to.
HWY_INLINE void estimate(const float* HWY_RESTRICT row, const float* const* HWY_RESTRICT rows, std::int64_t d,
                         float* HWY_RESTRICT sq) {
  const DF df;
  const std::int64_t lanes = hn::Lanes(df);
  VF sum[k_side_by_side];
  for (int c = 0; c < k_side_by_side; ++c) sum[c] = hn::Zero(df);
  std::int64_t j = 0;
  for (; j + lanes <= d; j += lanes) {
    const VF x = hn::LoadU(df, row + j);
    for (int c = 0; c < k_side_by_side; ++c) {
      const VF t = hn::Sub(x, hn::LoadU(df, rows[c] + j));
      sum[c] = hn::MulAdd(t, t, sum[c]);
    }
  }
  for (int c = 0; c < k_side_by_side; ++c) {
    sq[c] = hn::GetLane(hn::SumOfLanes(df, sum[c]));
    for (std::int64_t tail = j; tail < d; ++tail) {
      const float t = row[tail] - rows[c][tail];
      sq[c] += t * t;
    }
  }
}

void estimates(const float* row, const float* centroids, std::int64_t d, const std::int32_t* list, std::int64_t count,
               float* sq) {
  for (std::int64_t i = 0; i < count; i += k_side_by_side) {
    const float* rows[k_side_by_side];
    for (std::int64_t c = 0; c < k_side_by_side; ++c) rows[c] = centroids + list[i + c < count ? i + c : i] * d;
    float found[k_side_by_side];
    estimate(row, rows, d, found);
    for (std::int64_t c = 0; c < k_side_by_side && i + c < count; ++c) sq[i + c] = found[c];
  }
}

void fill_contenders_here(Kernels& kernels) {
  kernels.contenders = contenders;
  kernels.estimates = estimates;
}

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_contenders(std::int64_t hwy_target, Kernels& kernels) {
  SHOAL_FOR_HWY_TARGET(hwy_target, fill_contenders_here(kernels))
}
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
