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

/// Arrays of the passes that move rows between clusters; they are as long as the rows of a chunk need.
struct MoveBuffers {
  Buffer<std::int32_t> fresh;
  Buffer<double> sq;
  Buffer<unsigned> counts, total, rows;
  Buffer<std::int32_t> clusters;
};

class CudaKMeansState : public KMeansState {
 public:
  /// Copies the weights. Device memory: 8 n bytes for weights; when a pass first needs them, 4 n bytes for labels and n
  /// values of the chain's type for distances.
  CudaKMeansState(const Gpu& gpu, const CudaPoints& points, std::span<const double> weights,
                  const Quantisation& quantisation);

  const Gpu& gpu;
  const CudaPoints& points;
  const Stream stream;
  const Quantisation quantisation;
  const double weight_scale;  ///< a power of two, like sq_scale
  const double sq_scale;
  Buffer<double> weights;      ///< n weights, or none
  Buffer<double> value_scale;  ///< [d] powers of two
  Buffer<int> value_exponent;  ///< [d]

  CentroidBuffers centroids;
  Buffer<WideSum> sums;  ///< sums of the last pass, laid out by SumsLayout
  MoveBuffers moves;
  NearestSearch nearest;
  /// The number of clusters for which `sums` are those of all rows under the labels; 0: they are not.
  std::int64_t kept_k = 0;

  // What follows is made by whoever asks for it first, and that may be a call that only reads the state.

  /// block_before[b] is the mass, under nearest_sq, of all rows before the b-th k_mass_rows rows; empty when it is not
  /// known.
  mutable std::vector<Int128> block_before;
  /// n labels; they are -1 before the first pass.
  std::int32_t* labels() const;
  /// n squared distances in the chain's type; they are +infinity at first.
  template <class A>
  A* nearest_sq() const;

 private:
  mutable Buffer<std::int32_t> labels_;
  mutable Buffer<float> nearest_f32_;
  mutable Buffer<double> nearest_f64_;
};

}  // namespace shoal::cuda
