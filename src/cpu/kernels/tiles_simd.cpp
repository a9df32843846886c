// Offsets of the rows of a tile from a mean, in double. The bounds of the silhouette are made of them.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/kernels/tiles_simd.cpp"
#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;

HWY_INLINE hn::Vec<Doubles> load_wide(const double* at) { return hn::Load(Doubles(), at); }
HWY_INLINE hn::Vec<Doubles> load_wide(const float* at) {
  return hn::PromoteTo(Doubles(), hn::Load(hn::Rebind<float, Doubles>(), at));
}

template <class Y>
void offsets(const RowTile<Y>& tile, std::int64_t d, const double* mean, double* HWY_RESTRICT sq) {
  const Doubles dd;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(dd));
  for (std::int64_t r = 0; r < tile.stride; r += lanes) {
    auto sum = hn::Zero(dd);
    for (std::int64_t j = 0; j < d; ++j) {
      const auto t = hn::Sub(load_wide(tile.values + j * tile.stride + r), hn::Set(dd, mean[j]));
      sum = hn::MulAdd(t, t, sum);
    }
    hn::StoreU(sum, dd, sq + r);
  }
}

template <class Y>
void moment_forms(const RowTile<Y>& tile, std::int64_t d, const double* mean, const double* cubes,
                  const double* products, double* HWY_RESTRICT forms) {
  const Doubles dd;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(dd));
  for (std::int64_t r = 0; r < tile.stride; r += lanes) {
    hn::Vec<Doubles> u[k_max_moment_cols];
    auto sum = hn::Zero(dd);
    for (std::int64_t i = 0; i < d; ++i) {
      u[i] = hn::Sub(load_wide(tile.values + i * tile.stride + r), hn::Set(dd, mean[i]));
      auto half = hn::Mul(hn::Set(dd, 0.5 * products[i * d + i]), u[i]);
      for (std::int64_t j = 0; j < i; ++j) half = hn::MulAdd(hn::Set(dd, products[i * d + j]), u[j], half);
      sum = hn::MulAdd(u[i], hn::Sub(hn::Add(half, half), hn::Set(dd, cubes[i])), sum);
    }
    hn::StoreU(sum, dd, forms + r);
  }
}

template <class Y>
void fill(TileKernels<Y>& kernels) {
  kernels.offsets = offsets<Y>;
  kernels.moment_forms = moment_forms<Y>;
}

void fill_tiles_here(Kernels& kernels) {
  fill(kernels.tiles_f32);
  fill(kernels.tiles_f64);
}

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_tiles(std::int64_t hwy_target, Kernels& kernels) {
  SHOAL_FOR_HWY_TARGET(hwy_target, fill_tiles_here(kernels))
}
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
