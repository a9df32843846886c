#include "cpu/fit/cpu_kmeans_state.hpp"

#include <algorithm>
#include <limits>

#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {

CpuKMeansState::CpuKMeansState(const CpuPoints& points, std::span<const double> row_weights,
                               const Quantisation& quantisation)
    : weights(row_weights),
      scales(quantisation, !row_weights.empty()),
      sq_scale(power_of_two(quantisation.sq_exponent)),
      labels(blocks_of(points.rows()) * k_block_rows) {
  std::fill(labels.begin(), labels.end(), -1);
}

template <class A>
A* CpuKMeansState::nearest_sq() const {
  auto* buffer = std::get_if<AlignedBuffer<A>>(&nearest_sq_);
  if (buffer == nullptr || buffer->size() != labels.size()) {
    buffer = &nearest_sq_.emplace<AlignedBuffer<A>>(labels.size());
    std::fill(buffer->begin(), buffer->end(), std::numeric_limits<A>::infinity());
  }
  return buffer->data();
}
template float* CpuKMeansState::nearest_sq() const;
template double* CpuKMeansState::nearest_sq() const;

}  // namespace shoal::cpu
