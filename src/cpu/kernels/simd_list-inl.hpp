// Lists the lanes of a mask. Compiled once per target, hence the toggled guard.
#if defined(SHOAL_CPU_SIMD_LIST_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef SHOAL_CPU_SIMD_LIST_INL
#undef SHOAL_CPU_SIMD_LIST_INL
#else
#define SHOAL_CPU_SIMD_LIST_INL
#endif

#include <cstdint>

#include "cpu/kernels/lane_lists.hpp"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;

/// Writes first + lane for each lane of the mask, in ascending order, and rubbish behind them up to Lanes(d) entries. Returns
/// how many lanes there are. There is no branch, because whether a vector has such lanes is hard to predict. Highway's
/// Compress and Iota would do the same, but GCC 12 copies the table of Compress to the stack in every call, and builds
/// Iota(d, first) lane by lane where `first` is not a constant.
template <class D>
HWY_INLINE std::int64_t list_lanes(D d, hn::Mask<D> mask, std::int32_t first, std::int32_t* HWY_RESTRICT list) {
  static_assert(sizeof(hn::TFromD<D>) == sizeof(std::int32_t));
  const auto begin = hn::Set(d, first);
#if HWY_TARGET == HWY_AVX3
  hn::StoreU(hn::Compress(hn::Add(begin, hn::Iota(d, 0)), mask), d, list);
#else
  std::uint8_t bits[8];
  hn::StoreMaskBits(d, mask, bits);
  const auto lanes = hn::PromoteTo(d, hn::LoadU(hn::Rebind<std::uint8_t, D>(), k_lane_lists[bits[0]].data()));
  hn::StoreU(hn::Add(begin, lanes), d, list);
#endif
  return static_cast<std::int64_t>(hn::CountTrue(d, mask));
}

#endif
}  // namespace HWY_NAMESPACE
}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();

#endif
