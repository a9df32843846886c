// What a pass does with the distances and labels of its rows: it adds up quantised distances and lists changed labels.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/kernels/rows_simd.cpp"
#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
//
#include "cpu/kernels/simd_list-inl.hpp"
#include "shoal/one_answer.hpp"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;

const char* target() {
#if HWY_TARGET == HWY_AVX3
  return "AVX-512";
#else
  return hwy::TargetName(HWY_TARGET);
#endif
}

/// Lanes(d) values at p, which need not be aligned, as doubles.
template <class D, class A>
HWY_INLINE hn::Vec<D> load_as_double(D d, const A* HWY_RESTRICT p) {
  if constexpr (sizeof(A) == sizeof(double)) {
    return hn::LoadU(d, p);
  } else {
    return hn::PromoteTo(d, hn::LoadU(hn::Rebind<A, D>(), p));
  }
}

/// Adding 2^52 rounds a number in [0, 2^52] to a whole one (ties to even), which then stands in the low bits. The sum of the
/// bit patterns less the pattern of 2^52 for each number is the sum of the whole numbers.
template <class A>
std::uint64_t sum_quantised(const A* sq, const double* weights, std::int64_t n, double scale) {
  const hn::ScalableTag<double> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const std::int64_t lanes = hn::Lanes(d);
  const auto shift = hn::Set(d, 0x1p52);
  const auto cap = hn::Set(d, 0x1p53);
  const auto factor = hn::Set(d, scale);
  auto sum = hn::Zero(du);
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    auto value = load_as_double(d, sq + i);
    if (weights != nullptr) {
      const auto weight = hn::LoadU(d, weights + i);
      // A row of weight 0 adds 0 even where its distance is infinite.
      value = hn::IfThenZeroElse(hn::Eq(weight, hn::Zero(d)), hn::Mul(value, weight));
    }
    // The product with a power of two is exact, so it does not matter whether this is fused.
    sum = hn::Add(sum, hn::BitCast(du, hn::Min(hn::MulAdd(value, factor, shift), cap)));
  }
  alignas(64) std::uint64_t parts[hn::MaxLanes(hn::ScalableTag<double>())];
  hn::Store(sum, du, parts);
  std::uint64_t total = 0;
  for (std::int64_t lane = 0; lane < lanes; ++lane) total += parts[lane];
  total -= static_cast<std::uint64_t>(i) * 0x4330000000000000u;
  for (; i < n; ++i) total += quantise_sq(static_cast<double>(sq[i]), weights ? weights[i] : 1.0, scale);
  return total;
}

std::int64_t take_labels(const std::int32_t* new_labels, std::int32_t* labels, std::int64_t n, Changes& changes) {
  const hn::ScalableTag<std::int32_t> d;
  const std::int64_t lanes = hn::Lanes(d);
  static_assert(hn::MaxLanes(hn::ScalableTag<std::int32_t>()) <= Changes::k_slack);
  std::int64_t count = 0;
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto now = hn::LoadU(d, new_labels + i);
    const auto before = hn::LoadU(d, labels + i);
    const auto changed = hn::Ne(now, before);
    if (hn::AllFalse(d, changed)) continue;
    const std::int64_t more = list_lanes(d, changed, static_cast<std::int32_t>(i), changes.row + count);
    for (std::int64_t m = 0; m < more; ++m, ++count) changes.old_label[count] = labels[changes.row[count]];
    hn::StoreU(now, d, labels + i);
  }
  for (; i < n; ++i) {
    if (new_labels[i] == labels[i]) continue;
    changes.row[count] = static_cast<std::int32_t>(i);
    changes.old_label[count++] = labels[i];
    labels[i] = new_labels[i];
  }
  return count;
}

void fill_rows_here(Kernels& kernels) {
  kernels.target = target;
  kernels.sum_quantised_f32 = sum_quantised<float>;
  kernels.sum_quantised_f64 = sum_quantised<double>;
  kernels.take_labels = take_labels;
}

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_rows(std::int64_t hwy_target, Kernels& kernels) { SHOAL_FOR_HWY_TARGET(hwy_target, fill_rows_here(kernels)) }
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
