// Labels and distances of the rows of a chunk.
#pragma once

#include "cuda/centroids.hpp"
#include "cuda/certified_search.hpp"
#include "cuda/cuda_points.hpp"

namespace shoal::cuda {

/// Nearest centroids of rows `range` (of all) of a chunk of the points, ties to the lowest index, by whichever kernel is
/// fastest. Keeps the workspace of the certified search from call to call; one stream at a time.
class NearestSearch {
 public:
  NearestSearch(const Gpu& gpu, const CudaPoints& points) : gpu_(gpu), points_(points) {}

  /// In the order of the stream. OutOfDeviceMemory for the workspace.
  template <class X>
  void operator()(const Stream& stream, const Chunk<X>& chunk, RowRange range, CentroidBuffers& centroids,
                  const NearestOut& out);

 private:
  template <class X>
  void by_chain(const Stream& stream, const Strided<X>& x, RowRange rows, CentroidBuffers& centroids,
                const NearestOut& out) const;
  void narrow(const Stream& stream, const Strided<float>& x, RowRange rows, CentroidBuffers& centroids,
              const NearestOut& out) const;
  bool certified(const Stream& stream, const Strided<float>& x, RowRange rows, CentroidBuffers& centroids,
                 const NearestOut& out);

  const Gpu& gpu_;
  const CudaPoints& points_;
  CertifiedSearch certified_;
};

}  // namespace shoal::cuda
