#include <algorithm>
#include <cmath>
#include <limits>

#include "cpu/passes.hpp"
#include "cpu/row_tasks.hpp"

namespace shoal::cpu {
namespace {

ColumnStats empty_stats(std::int64_t d) {
  const auto size = static_cast<std::size_t>(d);
  ColumnStats stats;
  stats.min.assign(size, std::numeric_limits<double>::infinity());
  stats.max.assign(size, -std::numeric_limits<double>::infinity());
  stats.weighted_abs_max.assign(size, 0.0);
  return stats;
}

/// Takes in `rows` values of one column of a block.
template <class X>
void take_column(const X* values, const double* weights, std::int64_t rows, double& low, double& high,
                 double& largest) {
  X min = values[0];
  X max = values[0];
  for (std::int64_t r = 1; r < rows; ++r) {
    min = values[r] < min ? values[r] : min;
    max = values[r] > max ? values[r] : max;
  }
  low = std::min(low, static_cast<double>(min));
  high = std::max(high, static_cast<double>(max));
  if (weights == nullptr) {
    largest = std::max({largest, std::abs(static_cast<double>(min)), std::abs(static_cast<double>(max))});
    return;
  }
  for (std::int64_t r = 0; r < rows; ++r) {
    largest = std::max(largest, std::abs(weights[r] * static_cast<double>(values[r])));
  }
}

template <class X>
void take_step(const CpuPoints& x, const RowStep& step, const double* weights, ColumnStats& stats) {
  for (std::int64_t row = step.begin; row < step.end; row += k_block_rows) {
    const std::int64_t rows = std::min(k_block_rows, step.end - row);
    const double* block_weights = weights == nullptr ? nullptr : weights + row;
    for (std::size_t j = 0; j < stats.min.size(); ++j) {
      take_column(x.block<X>(row) + static_cast<std::int64_t>(j) * k_block_rows, block_weights, rows, stats.min[j],
                  stats.max[j], stats.weighted_abs_max[j]);
    }
  }
}

void merge(const ColumnStats& from, ColumnStats& into) {
  for (std::size_t j = 0; j < into.min.size(); ++j) {
    into.min[j] = std::min(into.min[j], from.min[j]);
    into.max[j] = std::max(into.max[j], from.max[j]);
    into.weighted_abs_max[j] = std::max(into.weighted_abs_max[j], from.weighted_abs_max[j]);
  }
}

}  // namespace

ColumnStats column_stats(ThreadPool& threads, const CpuPoints& x, std::span<const double> weights) {
  std::vector<ColumnStats> partial(static_cast<std::size_t>(threads.threads()), empty_stats(x.cols()));
  for_row_steps(threads, {0, x.rows()}, x.cols(), [&](const RowStep& step, int worker) {
    ColumnStats& stats = partial[static_cast<std::size_t>(worker)];
    const double* first = weights.empty() ? nullptr : weights.data();
    if (x.scalar() == Scalar::f32) {
      take_step<float>(x, step, first, stats);
    } else {
      take_step<double>(x, step, first, stats);
    }
  });
  ColumnStats result = empty_stats(x.cols());
  for (const ColumnStats& stats : partial) merge(stats, result);
  if (!weights.empty()) result.max_weight = *std::max_element(weights.begin(), weights.end());
  return result;
}

}  // namespace shoal::cpu
