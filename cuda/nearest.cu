#include "cuda/nearest.hpp"

#include "cuda/kernels/narrow.cuh"
#include "cuda/launch.hpp"
#include "cuda/narrow_launch.hpp"

namespace shoal::cuda {
namespace {

constexpr unsigned k_chain_threads = 128;

unsigned chain_grid(RowRange rows) {
  return whole_grid((rows.end - rows.begin + k_chain_threads - 1) / k_chain_threads);
}

}  // namespace

template <class X>
void NearestSearch::by_chain(const Stream& stream, const Strided<X>& x, RowRange rows, CentroidBuffers& centroids,
                             const NearestOut& out) const {
  launch("nearest_chain", nearest_chain<X, double>, {chain_grid(rows), k_chain_threads}, stream, x, rows.begin,
         rows.end, centroids.in_chain_type<double>(gpu_, stream, centroids.d()), centroids.k(), out);
}

void NearestSearch::narrow(const Stream& stream, const Strided<float>& x, RowRange rows, CentroidBuffers& centroids,
                           const NearestOut& out) const {
  with_cols(x.cols, [&]<int D>() {
    const float* values = centroids.in_chain_type<float>(gpu_, stream, padded_cols(D));
    const NarrowLaunch plan = plan_narrow(gpu_, D, centroids.k(), rows, 0);
    launch("narrow_nearest", narrow_nearest<D>, {plan.grid, k_narrow_threads, plan.shared_bytes}, stream,
           narrow_rows(x, rows, values, centroids.k(), plan), out);
  });
}

/// Labels by the certified search and the distances to them; false where it does not apply.
bool NearestSearch::certified(const Stream& stream, const Strided<float>& x, RowRange rows, CentroidBuffers& centroids,
                              const NearestOut& out) {
  if (out.labels == nullptr || out.second != nullptr || !CertifiedSearch::suits(centroids.k(), x.cols)) return false;
  const CertifiedRows* prepared = points_.certified(stream);
  if (prepared == nullptr) return false;
  const double* values = centroids.in_chain_type<double>(gpu_, stream, centroids.d());
  certified_.labels(gpu_, stream, x, *prepared, values, centroids.k(), rows, out.labels);
  if (out.sq != nullptr) {
    launch("label_distances", label_distances<float, double>, {chain_grid(rows), k_chain_threads}, stream, x,
           rows.begin, rows.end, values, out.labels, out.sq);
  }
  return true;
}

template <class X>
void NearestSearch::operator()(const Stream& stream, const Chunk<X>& chunk, RowRange range, CentroidBuffers& centroids,
                               const NearestOut& out) {
  const RowRange rows{range.begin - chunk.first_row, range.end - chunk.first_row};
  if constexpr (sizeof(X) == sizeof(float)) {
    if (points_.narrow()) {
      narrow(stream, chunk.x, rows, centroids, out);
      return;
    }
    if (certified(stream, chunk.x, rows, centroids, out)) return;
  }
  by_chain(stream, chunk.x, rows, centroids, out);
}

template void NearestSearch::operator()<float>(const Stream&, const Chunk<float>&, RowRange, CentroidBuffers&,
                                               const NearestOut&);
template void NearestSearch::operator()<double>(const Stream&, const Chunk<double>&, RowRange, CentroidBuffers&,
                                                const NearestOut&);

}  // namespace shoal::cuda
