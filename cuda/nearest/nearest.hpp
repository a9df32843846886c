// Nearest centroids of the rows of a chunk.
#pragma once

#include <memory>

#include "cuda/nearest/certified_search.hpp"
#include "cuda/nearest/label_search.hpp"
#include "cuda/points/centroids.hpp"
#include "cuda/points/cuda_points.hpp"

namespace shoal::cuda {

/// Finds the nearest centroids of rows of the points, with ties to the lowest index, by whichever kernel is fastest. It
/// keeps the workspace of its searches from call to call; use it with one stream at a time.
class NearestSearch {
 public:
  NearestSearch(const Gpu& gpu, const CudaPoints& points) : gpu_(gpu), points_(points) {}

  /// Puts the search for rows `range` (numbered among all points, and inside the chunk) into the stream.
  /// OutOfDeviceMemory when its workspace does not fit.
  template <class X>
  void operator()(const Stream& stream, const Chunk<X>& chunk, RowRange range, CentroidBuffers& centroids,
                  const NearestOut& out);

 private:
  template <class X>
  void by_chain(const Stream& stream, const Strided<X>& x, RowRange rows, CentroidBuffers& centroids,
                const NearestOut& out) const;
  void narrow(const Stream& stream, const Strided<float>& x, RowRange rows, CentroidBuffers& centroids,
              const NearestOut& out) const;
  bool ranked(const Stream& stream, const Strided<float>& x, RowRange rows, CentroidBuffers& centroids,
              const NearestOut& out);
  const std::int32_t* certified(const Stream& stream, const Strided<float>& x, RowRange rows, const double* centroids,
                                std::int64_t k, std::int32_t* labels);
  const CertifiedRows* certified_part(const Stream& stream, const Strided<float>& part);

  const Gpu& gpu_;
  const CudaPoints& points_;
  CertifiedSearch certified_;
  CertifiedRows part_;  ///< halves of the current chunk's rows, for streamed points
  bool no_room_for_part_ = false;
  std::unique_ptr<LabelSearch> other_;  ///< takes the place of certified_ where the GPU names a search
};

}  // namespace shoal::cuda
