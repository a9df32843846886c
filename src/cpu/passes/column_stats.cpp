#include <algorithm>
#include <cmath>

#include "cpu/passes/passes.hpp"
#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {
namespace {

/// Raises the largest |weight * value| of each column.
template <class X>
void take_step(const CpuPoints& x, const RowStep& step, std::span<const double> weights, std::vector<double>& largest) {
  for (std::int64_t i = step.begin; i < step.end; ++i) {
    const X* row = x.host_view<X>().row(i);
    const double weight = weights[static_cast<std::size_t>(i)];
    for (std::size_t j = 0; j < largest.size(); ++j) {
      largest[j] = std::max(largest[j], std::abs(weight * static_cast<double>(row[j])));
    }
  }
}

}  // namespace

ColumnStats column_stats(ThreadPool& threads, const CpuPoints& x, std::span<const double> weights) {
  ColumnStats stats = x.stats();
  if (weights.empty()) return stats;
  std::vector<std::vector<double>> partial(static_cast<std::size_t>(threads.threads()),
                                           std::vector<double>(stats.min.size(), 0.0));
  for_row_steps(threads, {0, x.rows()}, x.cols(), [&](const RowStep& step, int worker) {
    std::vector<double>& largest = partial[static_cast<std::size_t>(worker)];
    if (x.scalar() == Scalar::f32) {
      take_step<float>(x, step, weights, largest);
    } else {
      take_step<double>(x, step, weights, largest);
    }
  });
  std::fill(stats.weighted_abs_max.begin(), stats.weighted_abs_max.end(), 0.0);
  for (const std::vector<double>& largest : partial) {
    for (std::size_t j = 0; j < largest.size(); ++j) {
      stats.weighted_abs_max[j] = std::max(stats.weighted_abs_max[j], largest[j]);
    }
  }
  stats.max_weight = *std::max_element(weights.begin(), weights.end());
  return stats;
}

}  // namespace shoal::cpu
