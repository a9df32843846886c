#include "cuda/points/centroids.hpp"

#include "cuda/points/prepare.cuh"
#include "cuda/runtime/launch.hpp"

namespace shoal::cuda {

void CentroidBuffers::upload(const Stream& stream, MatrixView<const double> centroids) {
  to_device(stream, reserve(centroids.rows, centroids.cols), centroids.data, centroids.size());
}

double* CentroidBuffers::reserve(std::int64_t k, std::int64_t d) {
  k_ = k;
  d_ = d;
  values_.need(k * d);
  return values_.data();
}

template <class A>
const A* CentroidBuffers::in_chain_type(const Gpu& gpu, const Stream& stream, std::int64_t padded, const int* ended) {
  auto& buffer = [&]() -> Buffer<A>& {
    if constexpr (sizeof(A) == sizeof(float)) {
      return floats_;
    } else {
      return doubles_;
    }
  }();
  const std::int64_t count = k_ * padded;
  if (count == 0) return nullptr;
  buffer.need(count);
  launch("to_chain_type", to_chain_type<A>, {grid_for(gpu, 4, count / k_prepare_threads), k_prepare_threads}, stream,
         values_.data(), k_, d_, padded, buffer.data(), ended);
  return buffer.data();
}

template const float* CentroidBuffers::in_chain_type<float>(const Gpu&, const Stream&, std::int64_t, const int*);
template const double* CentroidBuffers::in_chain_type<double>(const Gpu&, const Stream&, std::int64_t, const int*);

}  // namespace shoal::cuda
