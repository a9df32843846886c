#include "metrics/dispersion.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "metrics/labels.hpp"

namespace shoal::metrics {
namespace {

using Labels = std::span<const std::int32_t>;

/// At most 64 blocks of at least 4,096 rows.
std::int64_t rows_per_block(std::int64_t rows) { return std::max<std::int64_t>(4096, (rows + 63) / 64); }

/// Calls visit(row, label, partial) for the rows of each block that are not noise, with a zeroed array of `width`
/// doubles a block, and returns the arrays added up in block order.
std::vector<double> sum_in_blocks(ThreadPool& threads, Labels labels, std::int64_t width,
                                  const std::function<void(std::int64_t, std::int64_t, double*)>& visit) {
  const std::int64_t rows = std::ssize(labels), block_rows = rows_per_block(rows);
  const std::int64_t blocks = (rows + block_rows - 1) / block_rows;
  Matrix<double> partial(blocks, width);
  threads.run(blocks, [&](std::int64_t block, int) {
    const std::int64_t end = std::min(rows, (block + 1) * block_rows);
    for (std::int64_t i = block * block_rows; i < end; ++i) {
      const std::int32_t label = labels[static_cast<std::size_t>(i)];
      if (label >= 0) visit(i, label, partial.row(block));
    }
  });
  std::vector<double> total(static_cast<std::size_t>(width));
  for (std::int64_t block = 0; block < blocks; ++block) {
    for (std::int64_t j = 0; j < width; ++j) total[static_cast<std::size_t>(j)] += partial(block, j);
  }
  return total;
}

/// The power of two that brings the largest magnitude of the data near 1.
double unit_scale(const ColumnStats& stats) {
  double largest = 0.0;
  for (std::size_t j = 0; j < stats.min.size(); ++j) {
    largest = std::max({largest, std::abs(stats.min[j]), std::abs(stats.max[j])});
  }
  int exponent = 0;
  if (largest > 0.0) std::frexp(largest, &exponent);
  return std::ldexp(1.0, std::clamp(-exponent, -1022, 1022));
}

/// The first member of each cluster, scaled; zeros for a cluster without members.
template <class T>
Matrix<double> first_members(MatrixView<const T> x, Labels labels, std::int64_t k, double scale) {
  Matrix<double> first(k, x.cols);
  std::vector<bool> seen(static_cast<std::size_t>(k));
  std::int64_t missing = k;
  for (std::int64_t i = 0; i < x.rows && missing > 0; ++i) {
    const std::int32_t label = labels[static_cast<std::size_t>(i)];
    if (label < 0 || seen[static_cast<std::size_t>(label)]) continue;
    seen[static_cast<std::size_t>(label)] = true;
    --missing;
    for (std::int64_t j = 0; j < x.cols; ++j) first(label, j) = static_cast<double>(x(i, j)) * scale;
  }
  return first;
}

template <class T>
Dispersion disperse_view(ThreadPool& threads, MatrixView<const T> x, Labels labels, std::vector<std::int64_t> sizes,
                         double scale) {
  const std::int64_t k = std::ssize(sizes), d = x.cols;
  const Matrix<double> first = first_members(x, labels, k, scale);
  std::vector<double> mean = sum_in_blocks(threads, labels, k * d, [&](std::int64_t i, std::int64_t c, double* sums) {
    for (std::int64_t j = 0; j < d; ++j) sums[c * d + j] += static_cast<double>(x(i, j)) * scale - first(c, j);
  });
  for (std::int64_t c = 0; c < k; ++c) {
    const double size = static_cast<double>(std::max<std::int64_t>(1, sizes[static_cast<std::size_t>(c)]));
    for (std::int64_t j = 0; j < d; ++j) mean[static_cast<std::size_t>(c * d + j)] /= size;
  }
  const auto spread = sum_in_blocks(threads, labels, 2 * k, [&](std::int64_t i, std::int64_t c, double* sums) {
    double sq = 0.0;
    for (std::int64_t j = 0; j < d; ++j) {
      const double t = (static_cast<double>(x(i, j)) * scale - first(c, j)) - mean[static_cast<std::size_t>(c * d + j)];
      sq += t * t;
    }
    sums[c] += sq;
    sums[k + c] += std::sqrt(sq);
  });

  Dispersion out;
  out.centres = Matrix<double>(k, d);
  const auto origin = static_cast<std::int64_t>(
      std::find_if(sizes.begin(), sizes.end(), [](std::int64_t size) { return size > 0; }) - sizes.begin());
  for (std::int64_t c = 0; c < k; ++c) {
    for (std::int64_t j = 0; j < d; ++j) {
      const double own = sizes[static_cast<std::size_t>(c)] > 0 ? first(c, j) - first(origin, j) : 0.0;
      out.centres(c, j) = own + mean[static_cast<std::size_t>(c * d + j)];
    }
  }
  out.sq_within.assign(spread.begin(), spread.begin() + k);
  out.within.assign(spread.begin() + k, spread.end());
  out.sizes = std::move(sizes);
  return out;
}

}  // namespace

Dispersion disperse(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k) {
  std::vector<std::int64_t> sizes = cluster_sizes(labels, k, points.rows());
  if (points.rows() == 0 || k == 0) return {std::move(sizes), Matrix<double>(k, points.cols()), {}, {}};
  const double scale = unit_scale(context.device.column_stats(context.threads, points, {}));
  return std::visit([&](auto view) { return disperse_view(context.threads, view, labels, std::move(sizes), scale); },
                    points.host());
}

}  // namespace shoal::metrics
