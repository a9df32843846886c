#include "cuda/nearest.hpp"

#include "cuda/kernels/narrow.cuh"
#include "cuda/launch.hpp"
#include "cuda/narrow_launch.hpp"

namespace shoal::cuda {
namespace {

constexpr unsigned k_chain_threads = 128;

template <class X, class A>
void nearest_by_chain(const Gpu& gpu, const Stream& stream, const Strided<X>& x, RowRange rows,
                      CentroidBuffers& centroids, const NearestOut& out) {
  const unsigned grid = whole_grid((rows.end - rows.begin + k_chain_threads - 1) / k_chain_threads);
  launch("nearest_chain", nearest_chain<X, A>, {grid, k_chain_threads}, stream, x, rows.begin, rows.end,
         centroids.in_chain_type<A>(gpu, stream, centroids.d()), centroids.k(), out);
}

void nearest_narrow(const Gpu& gpu, const Stream& stream, const Strided<float>& x, RowRange rows,
                    CentroidBuffers& centroids, const NearestOut& out) {
  with_cols(x.cols, [&]<int D>() {
    const float* values = centroids.in_chain_type<float>(gpu, stream, padded_cols(D));
    const NarrowLaunch plan = plan_narrow(gpu, D, centroids.k(), rows, 0);
    launch("narrow_nearest", narrow_nearest<D>, {plan.grid, k_narrow_threads, plan.shared_bytes}, stream,
           narrow_rows(x, rows, values, centroids.k(), plan), out);
  });
}

}  // namespace

template <class X>
void nearest(const Gpu& gpu, const Stream& stream, const Chunk<X>& chunk, RowRange range, CentroidBuffers& centroids,
             const NearestOut& out) {
  const RowRange rows{range.begin - chunk.first_row, range.end - chunk.first_row};
  if constexpr (sizeof(X) == sizeof(float)) {
    if (chunk.x.cols <= k_max_float_chain_cols) {
      nearest_narrow(gpu, stream, chunk.x, rows, centroids, out);
      return;
    }
  }
  nearest_by_chain<X, double>(gpu, stream, chunk.x, rows, centroids, out);
}

template void nearest<float>(const Gpu&, const Stream&, const Chunk<float>&, RowRange, CentroidBuffers&,
                             const NearestOut&);
template void nearest<double>(const Gpu&, const Stream&, const Chunk<double>&, RowRange, CentroidBuffers&,
                              const NearestOut&);

}  // namespace shoal::cuda
