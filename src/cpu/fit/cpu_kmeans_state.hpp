// What the CPU keeps between the passes of one fit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cpu/fit/bound_switch.hpp"
#include "cpu/fit/near_switch.hpp"
#include "cpu/fit/neighbourhoods.hpp"
#include "cpu/fit/row_bounds.hpp"
#include "cpu/fit/row_margins.hpp"
#include "cpu/points/aligned_buffer.hpp"
#include "cpu/points/cluster_sums.hpp"
#include "cpu/points/cpu_points.hpp"

namespace shoal::cpu {

class CpuKMeansState : public KMeansState {
 public:
  CpuKMeansState(const CpuPoints& points, std::span<const double> weights, const Quantisation& quantisation);

  /// The weights from `row` on, or nullptr.
  const double* weights_at(std::int64_t row) const { return weights.empty() ? nullptr : weights.data() + row; }

  /// Squared distances to the nearest centroid picked so far, in the type of the chain, n rounded up to whole blocks;
  /// made when first asked for, because a fit from given centroids needs none.
  template <class A>
  A* nearest_sq() const;

  const std::span<const double> weights;
  const RowScales scales;
  const double sq_scale;
  AlignedBuffer<std::int32_t> labels;  ///< n rounded up to whole blocks
  LabelSums sums;
  RowBounds bounds;    ///< for passes with the inertia
  RowMargins margins;  ///< for passes without it
  BoundSwitch bound_switch;
  NearSwitch near_switch;
  Neighbourhoods<float> near_f32;
  Neighbourhoods<double> near_f64;
  /// Mass of each k_step_rows rows; empty when not known.
  std::vector<std::uint64_t> step_masses;

 private:
  mutable std::variant<AlignedBuffer<float>, AlignedBuffer<double>> nearest_sq_;
};

}  // namespace shoal::cpu
