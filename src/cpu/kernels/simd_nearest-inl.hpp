// The nearest centroids of vectors of rows: lanes are rows, so every lane runs the one canonical chain. Compiled once per
// target, hence the toggled guard.
#if defined(SHOAL_CPU_SIMD_NEAREST_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef SHOAL_CPU_SIMD_NEAREST_INL
#undef SHOAL_CPU_SIMD_NEAREST_INL
#else
#define SHOAL_CPU_SIMD_NEAREST_INL
#endif

#include <type_traits>

#include "cpu/kernels/kernels.hpp"
#include "cpu/kernels/simd_fma-inl.hpp"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR

/// Centroids of one tile.
inline constexpr int k_tile_centroids = 4;

/// Lanes that number or count centroids beside distances of type A: 32-bit integers beside floats; beside doubles again
/// doubles, which every target converts.
template <class A>
using CountTag =
    std::conditional_t<sizeof(A) == sizeof(std::int32_t), hn::RebindToSigned<hn::ScalableTag<A>>, hn::ScalableTag<A>>;

template <class A>
HWY_INLINE void store_counts(hn::Vec<CountTag<A>> counts, std::int32_t* HWY_RESTRICT out) {
  const hn::Rebind<std::int32_t, hn::ScalableTag<A>> d32;
  if constexpr (sizeof(A) == sizeof(std::int32_t)) {
    hn::Store(counts, d32, out);
  } else {
    hn::Store(hn::DemoteTo(d32, counts), d32, out);
  }
}

/// One tile: the distances of R vectors of rows to C centroids. Value j of row r is x[j * k_stride + r].
template <class X, class A, int R, int C, int k_stride = k_block_rows>
struct Tile {
  using D = hn::ScalableTag<A>;
  using V = hn::Vec<D>;
  V sq[C][R];

  HWY_INLINE void compute(const X* HWY_RESTRICT x, std::int64_t d, const A* HWY_RESTRICT centroids) {
    const D da;
    for (int c = 0; c < C; ++c) {
      for (int r = 0; r < R; ++r) sq[c][r] = hn::Zero(da);
    }
    for (std::int64_t j = 0; j < d; ++j) {
      V row[R];
      for (int r = 0; r < R; ++r) row[r] = load_as(da, x + j * k_stride + r * hn::Lanes(da));
      for (int c = 0; c < C; ++c) {
        const V centroid = hn::Set(da, centroids[c * d + j]);
        for (int r = 0; r < R; ++r) sq[c][r] = fused_square_add(hn::Sub(row[r], centroid), sq[c][r]);
      }
    }
  }
};

/// The nearest centroid so far of R vectors of rows and, where k_two, the distance to the second nearest.
template <class A, int R, bool k_two>
struct Best {
  using D = hn::ScalableTag<A>;
  using DI = CountTag<A>;
  hn::Vec<D> sq[R];
  hn::Vec<D> second[R];
  hn::Vec<DI> label[R];

  HWY_INLINE void clear() {
    for (int r = 0; r < R; ++r) {
      sq[r] = second[r] = hn::Inf(D());
      label[r] = hn::Zero(DI());
    }
  }

  template <class X, int C, int k_stride>
  HWY_INLINE void take(const Tile<X, A, R, C, k_stride>& tile, std::int64_t first) {
    for (int c = 0; c < C; ++c) {
      const auto index = hn::Set(DI(), static_cast<hn::TFromD<DI>>(first + c));
      for (int r = 0; r < R; ++r) {
        const auto closer = hn::Lt(tile.sq[c][r], sq[r]);
        if constexpr (k_two) second[r] = hn::Min(second[r], hn::Max(sq[r], tile.sq[c][r]));
        sq[r] = hn::Min(tile.sq[c][r], sq[r]);
        label[r] = hn::IfThenElse(hn::RebindMask(DI(), closer), index, label[r]);
      }
    }
  }

  HWY_INLINE void store(A* HWY_RESTRICT out_sq, std::int32_t* HWY_RESTRICT out_labels, A* HWY_RESTRICT out_second) {
    const D da;
    for (int r = 0; r < R; ++r) {
      hn::Store(sq[r], da, out_sq + r * hn::Lanes(da));
      if constexpr (k_two) hn::Store(second[r], da, out_second + r * hn::Lanes(da));
      store_counts<A>(label[r], out_labels + r * hn::Lanes(da));
    }
  }
};

/// Compares the rows at x with all k centroids, tile by tile, and gives each tile to best.take().
template <class X, class A, int R, int k_stride, class Taker>
HWY_INLINE void take_all(const X* HWY_RESTRICT x, std::int64_t d, const A* HWY_RESTRICT centroids, std::int64_t k,
                         Taker& best) {
  const auto take = [&]<int C>(std::integral_constant<int, C>, std::int64_t first) HWY_ATTR {
    Tile<X, A, R, C, k_stride> tile;
    tile.compute(x, d, centroids + first * d);
    best.take(tile, first);
  };
  const std::int64_t whole = k - k % k_tile_centroids;
  for (std::int64_t c = 0; c < whole; c += k_tile_centroids) take(std::integral_constant<int, k_tile_centroids>(), c);
  if (k - whole == 1) take(std::integral_constant<int, 1>(), whole);
  if (k - whole == 2) take(std::integral_constant<int, 2>(), whole);
  if (k - whole == 3) take(std::integral_constant<int, 3>(), whole);
}

#endif
}  // namespace HWY_NAMESPACE
}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();

#endif
