// Canonical distances of single rows to groups of centroids. Lanes are centroids, so every lane runs the one canonical
// chain.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/kernels/neighbours_simd.cpp"
#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
//
#include "cpu/kernels/simd_fma-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace shoal::cpu {
namespace HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR

/// The distances of one row, whose values are k_block_rows apart, to the centroids of one group.
template <class X, class A>
struct GroupDistances {
  using D = hn::ScalableTag<A>;
  static constexpr int k_vectors = k_neighbour_group / static_cast<int>(hn::MaxLanes(D()));
  hn::Vec<D> sq[k_vectors];

  HWY_INLINE GroupDistances(const X* HWY_RESTRICT x, std::int64_t d, const A* HWY_RESTRICT group) {
    const D da;
    for (int v = 0; v < k_vectors; ++v) sq[v] = hn::Zero(da);
    for (std::int64_t j = 0; j < d; ++j) {
      const auto row = hn::Set(da, static_cast<A>(x[j * k_block_rows]));
      for (int v = 0; v < k_vectors; ++v) {
        const auto centroid = hn::Load(da, group + j * k_neighbour_group + v * hn::Lanes(da));
        sq[v] = fused_square_add(hn::Sub(row, centroid), sq[v]);
      }
    }
  }
};

template <class X, class A>
A group_distances(const X* x, std::int64_t d, const A* groups, std::int64_t count, A* sq) {
  const hn::ScalableTag<A> da;
  auto smallest = hn::Inf(da);
  for (std::int64_t g = 0; g < count; ++g, groups += d * k_neighbour_group, sq += k_neighbour_group) {
    const GroupDistances<X, A> group(x, d, groups);
    for (int v = 0; v < group.k_vectors; ++v) {
      smallest = hn::Min(smallest, group.sq[v]);
      hn::Store(group.sq[v], da, sq + v * hn::Lanes(da));
    }
  }
  return hn::GetLane(hn::MinOfLanes(da, smallest));
}

void fill_neighbours_here(Kernels& kernels) {
  kernels.narrow.group_distances = group_distances<float, float>;
  kernels.wide.group_distances = group_distances<float, double>;
  kernels.doubles.group_distances = group_distances<double, double>;
}

#endif
}  // namespace HWY_NAMESPACE

#if HWY_ONCE
bool fill_neighbours(std::int64_t hwy_target, Kernels& kernels) {
  SHOAL_FOR_HWY_TARGET(hwy_target, fill_neighbours_here(kernels))
}
#endif

}  // namespace shoal::cpu
HWY_AFTER_NAMESPACE();
