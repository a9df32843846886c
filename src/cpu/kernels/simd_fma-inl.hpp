// One rounding for a * b + c on every SIMD target. Compiled once per target, hence the toggled guard.
#if defined(SHOAL_CPU_SIMD_FMA_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef SHOAL_CPU_SIMD_FMA_INL
#undef SHOAL_CPU_SIMD_FMA_INL
#else
#define SHOAL_CPU_SIMD_FMA_INL
#endif

#include <cmath>

#include "cpu/kernels/kernels.hpp"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_NATIVE_FMA

template <class V>
HWY_INLINE V fused_square_add(V t, V sum) {
  return hn::MulAdd(t, t, sum);
}

#else

// t * t + sum for floats, computed in double and rounded to odd. The product is exact (48 bits), and rounding the result to
// float then rounds the exact value (Boldo and Melquiond 2008; 53 >= 24 + 2). Both terms are >= 0. An infinite sum makes
// the error NaN, which compares false.
template <class V>
HWY_INLINE V square_add_to_odd(V t, V sum) {
  const hn::DFromV<V> d;
  const hn::RebindToSigned<decltype(d)> di;
  const V product = hn::Mul(t, t);
  const V rounded = hn::Add(product, sum);
  const V part = hn::Sub(rounded, product);
  const V error = hn::Add(hn::Sub(product, hn::Sub(rounded, part)), hn::Sub(sum, part));
  const auto bits = hn::BitCast(di, rounded);
  const auto one = hn::Set(di, 1);
  const auto even = hn::Eq(hn::And(bits, one), hn::Zero(di));
  const auto up = hn::And(even, hn::RebindMask(di, hn::Gt(error, hn::Zero(d))));
  const auto down = hn::And(even, hn::RebindMask(di, hn::Lt(error, hn::Zero(d))));
  const auto odd = hn::Sub(hn::Add(bits, hn::IfThenElseZero(up, one)), hn::IfThenElseZero(down, one));
  return hn::BitCast(d, odd);
}

HWY_INLINE hn::Vec<hn::ScalableTag<float>> fused_square_add(hn::Vec<hn::ScalableTag<float>> t,
                                                            hn::Vec<hn::ScalableTag<float>> sum) {
  const hn::ScalableTag<float> d;
  const hn::Half<decltype(d)> half;
  const hn::ScalableTag<double> dd;
  const auto low =
      square_add_to_odd(hn::PromoteTo(dd, hn::LowerHalf(half, t)), hn::PromoteTo(dd, hn::LowerHalf(half, sum)));
  const auto high =
      square_add_to_odd(hn::PromoteTo(dd, hn::UpperHalf(half, t)), hn::PromoteTo(dd, hn::UpperHalf(half, sum)));
  return hn::Combine(d, hn::DemoteTo(half, high), hn::DemoteTo(half, low));
}

HWY_INLINE hn::Vec<hn::ScalableTag<double>> fused_square_add(hn::Vec<hn::ScalableTag<double>> t,
                                                             hn::Vec<hn::ScalableTag<double>> sum) {
  const hn::ScalableTag<double> d;
  alignas(64) double a[hn::MaxLanes(hn::ScalableTag<double>())];
  alignas(64) double b[hn::MaxLanes(hn::ScalableTag<double>())];
  hn::Store(t, d, a);
  hn::Store(sum, d, b);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) b[i] = std::fma(a[i], a[i], b[i]);
  return hn::Load(d, b);
}

#endif

template <class D>
HWY_INLINE hn::Vec<D> affine(D df, hn::Vec<D> value, const Affine& by) {
  return hn::MulAdd(value, hn::Set(df, by.factor), hn::Set(df, by.term));
}

/// Lanes(d) values at p in lanes of d; floats widen to double where d has doubles.
template <class D, class X>
HWY_INLINE hn::Vec<D> load_as(D d, const X* HWY_RESTRICT p) {
  if constexpr (sizeof(X) == sizeof(hn::TFromD<D>)) {
    return hn::Load(d, p);
  } else {
    return hn::PromoteTo(d, hn::Load(hn::Rebind<X, D>(), p));
  }
}

#endif
}  // namespace HWY_NAMESPACE
}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();

#endif
