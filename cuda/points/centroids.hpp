// Centroids in device memory.
#pragma once

#include "cuda/runtime/gpu.hpp"
#include "cuda/runtime/memory.hpp"
#include "shoal/matrix.hpp"

namespace shoal::cuda {

/// k x d centroids: as doubles, and as the kernels read them, in the chain's type with a stride of d or of a padded
/// length.
class CentroidBuffers {
 public:
  /// Copies the centroids from the host, in stream order.
  void upload(const Stream& stream, MatrixView<const double> centroids);
  /// Makes room for k x d doubles, which kernels will write, and returns where.
  double* reserve(std::int64_t k, std::int64_t d);

  std::int64_t k() const { return k_; }
  std::int64_t d() const { return d_; }
  double* values() { return values_.data(); }

  /// The centroids as A, with a stride of `padded` >= d values. The copy is made in stream order, unless *ended is not
  /// 0 when the stream gets there.
  template <class A>
  const A* in_chain_type(const Gpu& gpu, const Stream& stream, std::int64_t padded, const int* ended = nullptr);

 private:
  std::int64_t k_ = 0, d_ = 0;
  Buffer<double> values_;
  Buffer<float> floats_;
  Buffer<double> doubles_;
};

}  // namespace shoal::cuda
