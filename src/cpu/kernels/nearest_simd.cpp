// Canonical distances of blocks of points to centroids. Lanes are rows, so every lane runs the one canonical chain.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/kernels/nearest_simd.cpp"
#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
//
#include "cpu/kernels/simd_nearest-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR

/// Vectors of rows that are compared at a time: as many as the registers of the target hold.
#if HWY_TARGET == HWY_AVX3
inline constexpr int k_row_vectors = 4;
#else
inline constexpr int k_row_vectors = 2;
#endif

/// Lanes(d) labels at p, in lanes of d.
template <class D>
HWY_INLINE hn::Vec<D> load_index(D d, const std::int32_t* HWY_RESTRICT p) {
  if constexpr (sizeof(hn::TFromD<D>) == sizeof(std::int32_t)) {
    return hn::Load(d, p);
  } else {
    return hn::PromoteTo(d, hn::Load(hn::Rebind<std::int32_t, D>(), p));
  }
}

template <class X, class A, bool k_two>
HWY_INLINE void nearest_any(const X* HWY_RESTRICT blocks, std::int64_t count, std::int64_t d,
                            const A* HWY_RESTRICT centroids, std::int64_t k, A* HWY_RESTRICT sq,
                            std::int32_t* HWY_RESTRICT labels, A* HWY_RESTRICT second) {
  const std::int64_t step = k_row_vectors * static_cast<std::int64_t>(hn::Lanes(hn::ScalableTag<A>()));
  for (std::int64_t i = 0; i < count * k_block_rows; i += step) {
    const X* x = blocks + i / k_block_rows * k_block_rows * d + i % k_block_rows;
    Best<A, k_row_vectors, k_two> best;
    best.clear();
    take_all<X, A, k_row_vectors, k_block_rows>(x, d, centroids, k, best);
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

/// For each row of R vectors the number of other rows whose distance is at most the limit.
template <class A, int R>
struct Within {
  using D = hn::ScalableTag<A>;
  using DI = CountTag<A>;
  hn::Vec<D> limit;
  hn::Vec<DI> count[R];

  template <class X, int C, int k_stride>
  HWY_INLINE void take(const Tile<X, A, R, C, k_stride>& tile, std::int64_t) {
    const auto one = hn::Set(DI(), hn::TFromD<DI>{1});
    for (int c = 0; c < C; ++c) {
      for (int r = 0; r < R; ++r) {
        const auto inside = hn::RebindMask(DI(), hn::Le(tile.sq[c][r], limit));
        count[r] = hn::Add(count[r], hn::IfThenElseZero(inside, one));
      }
    }
  }

  HWY_INLINE void store(std::int32_t* HWY_RESTRICT out) {
    for (int r = 0; r < R; ++r) store_counts<A>(count[r], out + r * hn::Lanes(D()));
  }
};

template <class X, class A>
void within(const X* blocks, std::int64_t count, std::int64_t d, const A* others, std::int64_t k, A limit,
            std::int32_t* counts) {
  const hn::ScalableTag<A> da;
  const std::int64_t step = k_row_vectors * static_cast<std::int64_t>(hn::Lanes(da));
  for (std::int64_t i = 0; i < count * k_block_rows; i += step) {
    Within<A, k_row_vectors> all;
    all.limit = hn::Set(da, limit);
    for (auto& lanes : all.count) lanes = hn::Zero(typename Within<A, k_row_vectors>::DI());
    take_all<X, A, k_row_vectors, k_block_rows>(blocks + i / k_block_rows * k_block_rows * d + i % k_block_rows, d,
                                                others, k, all);
    all.store(counts + i);
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
  chain.within = within<X, A>;
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
