// What the CPU keeps between the passes of one fit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cpu/fit/bound_switch.hpp"
#include "cpu/fit/centroid_drift.hpp"
#include "cpu/fit/neighbour_switch.hpp"
#include "cpu/fit/neighbourhoods.hpp"
#include "cpu/fit/row_bounds.hpp"
#include "cpu/fit/row_margins.hpp"
#include "cpu/points/aligned_buffer.hpp"
#include "cpu/points/cluster_sums.hpp"
#include "cpu/points/cpu_points.hpp"
#include "shoal/kmeans_passes.hpp"

namespace shoal::cpu {

class CpuKMeansState : public KMeansState {
 public:
  CpuKMeansState(const CpuPoints& points, std::span<const double> weights, const Quantisation& quantisation);

  /// The weights from `row` on, or nullptr.
  const double* weights_at(std::int64_t row) const { return weights.empty() ? nullptr : weights.data() + row; }

  /// Squared distances to the nearest centroid chosen so far, in the type of the chain, n rounded up to whole blocks. The
  /// first call makes them: a fit from given centroids needs none.
  template <class A>
  A* nearest_sq() const;

  const std::span<const double> weights;
  const RowScales scales;
  const double sq_scale;
  AlignedBuffer<std::int32_t> labels;  ///< n rounded up to whole blocks
  LabelSums sums;
  CentroidDrift drift;
  RowBounds bounds{drift};    ///< for passes with the inertia
  RowMargins margins{drift};  ///< for passes without it
  BoundSwitch bound_switch;
  NeighbourSwitch neighbour_switch;
  Neighbourhoods<float> neighbours_f32{drift};
  Neighbourhoods<double> neighbours_f64{drift};
  /// Mass (sum of weighted squared distances) of each step of k_step_rows rows; empty when not known.
  std::vector<std::uint64_t> step_masses;

 private:
  mutable std::variant<AlignedBuffer<float>, AlignedBuffer<double>> nearest_sq_;
};

}  // namespace shoal::cpu
