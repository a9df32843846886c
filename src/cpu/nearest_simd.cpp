// Canonical distances of blocks of points to centroids: lanes are rows, so every lane runs the one canonical chain.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/nearest_simd.cpp"
#include "cpu/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
//
#include <type_traits>

#include "cpu/simd_fma-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR

/// What a target's registers hold: vectors of rows times centroids of one tile.
#if HWY_TARGET == HWY_AVX3
inline constexpr int k_row_vectors = 4;
#else
inline constexpr int k_row_vectors = 2;
#endif
inline constexpr int k_tile_centroids = 4;

/// Lanes(d) labels as lanes of d.
template <class D>
HWY_INLINE hn::Vec<D> load_index(D d, const std::int32_t* HWY_RESTRICT p) {
  if constexpr (sizeof(hn::TFromD<D>) == sizeof(std::int32_t)) {
    return hn::Load(d, p);
  } else {
    return hn::PromoteTo(d, hn::Load(hn::Rebind<std::int32_t, D>(), p));
  }
}

/// One tile: R vectors of rows of a block against C centroids.
template <class X, class A, int R, int C>
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
      for (int r = 0; r < R; ++r) row[r] = load_as(da, x + j * k_block_rows + r * hn::Lanes(da));
      for (int c = 0; c < C; ++c) {
        const V centroid = hn::Set(da, centroids[c * d + j]);
        for (int r = 0; r < R; ++r) sq[c][r] = fused_square_add(hn::Sub(row[r], centroid), sq[c][r]);
      }
    }
  }
};

/// The nearest (and second nearest) centroid so far of R vectors of rows.
template <class A, int R, bool k_two>
struct Best {
  using D = hn::ScalableTag<A>;
  // Lanes that count centroids: 32-bit integers beside floats; beside doubles doubles, which all targets convert.
  using DI = std::conditional_t<sizeof(A) == sizeof(std::int32_t), hn::RebindToSigned<D>, D>;
  hn::Vec<D> sq[R];
  hn::Vec<D> second[R];
  hn::Vec<DI> label[R];

  HWY_INLINE void clear() {
    for (int r = 0; r < R; ++r) {
      sq[r] = second[r] = hn::Inf(D());
      label[r] = hn::Zero(DI());
    }
  }

  template <class X, int C>
  HWY_INLINE void take(const Tile<X, A, R, C>& tile, std::int64_t first) {
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
    const hn::Rebind<std::int32_t, D> d32;
    for (int r = 0; r < R; ++r) {
      hn::Store(sq[r], da, out_sq + r * hn::Lanes(da));
      if constexpr (k_two) hn::Store(second[r], da, out_second + r * hn::Lanes(da));
      if constexpr (sizeof(A) == sizeof(std::int32_t)) {
        hn::Store(label[r], d32, out_labels + r * hn::Lanes(da));
      } else {
        hn::Store(hn::DemoteTo(d32, label[r]), d32, out_labels + r * hn::Lanes(da));
      }
    }
  }
};

template <class X, class A, int C, bool k_two>
HWY_INLINE void take_tile(const X* HWY_RESTRICT x, std::int64_t d, const A* HWY_RESTRICT centroids, std::int64_t first,
                          Best<A, k_row_vectors, k_two>& best) {
  Tile<X, A, k_row_vectors, C> tile;
  tile.compute(x, d, centroids + first * d);
  best.take(tile, first);
}

template <class X, class A, bool k_two>
HWY_INLINE void nearest_any(const X* HWY_RESTRICT blocks, std::int64_t count, std::int64_t d,
                            const A* HWY_RESTRICT centroids, std::int64_t k, A* HWY_RESTRICT sq,
                            std::int32_t* HWY_RESTRICT labels, A* HWY_RESTRICT second) {
  const std::int64_t step = k_row_vectors * static_cast<std::int64_t>(hn::Lanes(hn::ScalableTag<A>()));
  const std::int64_t whole = k - k % k_tile_centroids;
  for (std::int64_t i = 0; i < count * k_block_rows; i += step) {
    const X* x = blocks + i / k_block_rows * k_block_rows * d + i % k_block_rows;
    Best<A, k_row_vectors, k_two> best;
    best.clear();
    for (std::int64_t c = 0; c < whole; c += k_tile_centroids)
      take_tile<X, A, k_tile_centroids>(x, d, centroids, c, best);
    if (k - whole == 1) take_tile<X, A, 1>(x, d, centroids, whole, best);
    if (k - whole == 2) take_tile<X, A, 2>(x, d, centroids, whole, best);
    if (k - whole == 3) take_tile<X, A, 3>(x, d, centroids, whole, best);
    best.store(sq + i, labels + i, second + (k_two ? i : 0));
  }
}

template <class X, class A>
void nearest(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, std::int64_t k, A* sq,
             std::int32_t* labels) {
  nearest_any<X, A, false>(blocks, count, d, centroids, k, sq, labels, nullptr);
}

template <class X, class A>
void nearest_two(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, std::int64_t k, A* sq,
                 std::int32_t* labels, A* second) {
  nearest_any<X, A, true>(blocks, count, d, centroids, k, sq, labels, second);
}

/// Lanes are rows, each with a centroid of its own.
template <class X, class A>
void to_labels(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, const std::int32_t* labels,
               A* sq) {
  const hn::ScalableTag<A> da;
  const hn::RebindToSigned<decltype(da)> di;
  const std::int64_t lanes = hn::Lanes(da);
  const auto cols = hn::Set(di, static_cast<hn::TFromD<decltype(di)>>(d));
  for (std::int64_t i = 0; i < count * k_block_rows; i += lanes) {
    const X* x = blocks + i / k_block_rows * k_block_rows * d + i % k_block_rows;
    const auto row = hn::Mul(load_index(di, labels + i), cols);
    auto sum = hn::Zero(da);
    for (std::int64_t j = 0; j < d; ++j) {
      sum = fused_square_add(hn::Sub(load_as(da, x + j * k_block_rows), hn::GatherIndex(da, centroids + j, row)), sum);
    }
    hn::Store(sum, da, sq + i);
  }
}

template <class X, class A>
void lowered(const X* blocks, std::int64_t count, std::int64_t d, const A* centroid, const A* sq, A* out) {
  const hn::ScalableTag<A> da;
  const std::int64_t lanes = hn::Lanes(da);
  for (std::int64_t i = 0; i < count * k_block_rows; i += k_row_vectors * lanes) {
    Tile<X, A, k_row_vectors, 1> tile;
    tile.compute(blocks + i / k_block_rows * k_block_rows * d + i % k_block_rows, d, centroid);
    for (int r = 0; r < k_row_vectors; ++r) {
      hn::Store(hn::Min(tile.sq[0][r], hn::Load(da, sq + i + r * lanes)), da, out + i + r * lanes);
    }
  }
}

template <class X, class A>
void fill_chain(ChainKernels<X, A>& chain) {
  chain.nearest = nearest<X, A>;
  chain.nearest_two = nearest_two<X, A>;
  chain.to_labels = to_labels<X, A>;
  chain.lowered = lowered<X, A>;
}

void fill_nearest_here(Kernels& kernels) {
  fill_chain(kernels.narrow);
  fill_chain(kernels.wide);
  fill_chain(kernels.doubles);
}

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_nearest(std::int64_t hwy_target, Kernels& kernels) {
  SHOAL_FOR_HWY_TARGET(hwy_target, fill_nearest_here(kernels))
}
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
