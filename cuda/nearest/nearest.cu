#include "cuda/nearest/nearest.hpp"

#include "cuda/nearest/narrow.cuh"
#include "cuda/nearest/narrow_launch.hpp"
#include "cuda/runtime/launch.hpp"

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

/// The halves of rows of a streamed chunk, made anew for each chunk: reading the rows three times takes a twentieth of
/// the time in which they were copied to the GPU. nullptr when there is no room for them.
const CertifiedRows* NearestSearch::certified_part(const Stream& stream, const Strided<float>& part) {
  if (no_room_for_part_) return nullptr;
  try {
    part_.prepare(gpu_, stream, part);
  } catch (const OutOfDeviceMemory&) {
    no_room_for_part_ = true;
    return nullptr;
  }
  return &part_;
}

/// Labels rows by the certified search. Returns where it counts the rows that it left open; nullptr when there is no
/// room for it.
const std::int32_t* NearestSearch::certified(const Stream& stream, const Strided<float>& x, RowRange rows,
                                             const double* centroids, std::int64_t k, std::int32_t* labels) {
  if (points_.streamed()) {
    const Strided<float> part{x.values + rows.begin * x.row_stride, x.row_stride, x.col_stride, rows.end - rows.begin,
                              x.cols};
    const CertifiedRows* prepared = certified_part(stream, part);
    if (prepared == nullptr) return nullptr;
    certified_.labels(gpu_, stream, part, *prepared, centroids, k, {0, part.rows}, labels);
  } else {
    const auto* prepared = points_.kept<CertifiedRows>([&] {
      auto rows_of_points = std::make_shared<CertifiedRows>(gpu_, stream, x);
      stream.wait();  // other streams may use them from now on
      return rows_of_points;
    });
    if (prepared == nullptr) return nullptr;
    certified_.labels(gpu_, stream, x, *prepared, centroids, k, rows, labels);
  }
  return certified_.uncertain();
}

/// Labels rows by a search that ranks centroids by products first, and computes the distances to those labels. Returns
/// false when no such search applies; nothing is done then.
bool NearestSearch::ranked(const Stream& stream, const Strided<float>& x, RowRange rows, CentroidBuffers& centroids,
                           const NearestOut& out) {
  const std::int64_t k = centroids.k();
  if (rows.begin == rows.end || out.labels == nullptr || out.second != nullptr) return false;
  if (!CertifiedSearch::suits(k, x.cols)) return false;
  const double* values = centroids.in_chain_type<double>(gpu_, stream, centroids.d());
  const std::int32_t* uncertain = nullptr;
  if (gpu_.label_search != nullptr) {
    if (!other_) other_ = gpu_.label_search();
    uncertain = other_->labels(gpu_, stream, x, values, k, rows, out.labels);
  } else {
    uncertain = certified(stream, x, rows, values, k, out.labels);
  }
  if (uncertain == nullptr) return false;
  points_.searched().add(stream, rows.end - rows.begin, uncertain);
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
    if (ranked(stream, chunk.x, rows, centroids, out)) return;
  }
  by_chain(stream, chunk.x, rows, centroids, out);
}

template void NearestSearch::operator()<float>(const Stream&, const Chunk<float>&, RowRange, CentroidBuffers&,
                                               const NearestOut&);
template void NearestSearch::operator()<double>(const Stream&, const Chunk<double>&, RowRange, CentroidBuffers&,
                                                const NearestOut&);

}  // namespace shoal::cuda
