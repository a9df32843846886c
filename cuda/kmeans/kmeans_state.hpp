// What the GPU keeps between the passes of one fit.
#pragma once

#include <span>
#include <vector>

#include "cuda/nearest/nearest.hpp"
#include "cuda/points/centroids.hpp"
#include "cuda/points/cuda_points.hpp"
#include "cuda/runtime/memory.hpp"
#include "cuda/runtime/wide_sum.hpp"
#include "shoal/kmeans_passes.hpp"

namespace shoal::cuda {

/// Arrays of the passes that move rows between clusters, as long as the rows of a chunk ask for.
struct MoveBuffers {
  Buffer<std::int32_t> fresh;
  Buffer<double> sq;
  Buffer<unsigned> counts, total, rows;
  Buffer<std::int32_t> clusters;
};

class CudaKMeansState : public KMeansState {
 public:
  /// Copies the weights. Memory: 8 n for weights; 4 n for labels and n of the chain's type for distances when a pass
  /// first wants them.
  CudaKMeansState(const Gpu& gpu, const CudaPoints& points, std::span<const double> weights,
                  const Quantisation& quantisation);

  const Gpu& gpu;
  const CudaPoints& points;
  const Stream stream;
  const Quantisation quantisation;
  const double weight_scale;  ///< powers of two
  const double sq_scale;
  Buffer<double> weights;      ///< n or 0
  Buffer<double> value_scale;  ///< d powers of two
  Buffer<int> value_exponent;  ///< d

  CentroidBuffers centroids;
  Buffer<WideSum> sums;  ///< SumsLayout of the pass
  MoveBuffers moves;
  NearestSearch nearest;
  /// `sums` are those of all rows under the labels, for so many clusters; 0: they are not.
  std::int64_t kept_k = 0;
  /// Mass of each k_mass_rows rows under nearest_sq, added up; empty when not known.
  std::vector<Int128> block_before;

  /// n labels, -1 before the first pass.
  std::int32_t* labels();
  /// n squared distances in the chain's type, +infinity at first.
  template <class A>
  A* nearest_sq();

 private:
  Buffer<std::int32_t> labels_;
  Buffer<float> nearest_f32_;
  Buffer<double> nearest_f64_;
};

}  // namespace shoal::cuda
