#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "cpu/passes.hpp"
#include "cpu/row_tasks.hpp"

namespace shoal::cpu {
namespace {

/// Rows of one task: enough for a chunk of points in the first cache to be read often.
constexpr std::int64_t k_task_rows = 16 * k_pair_rows;
/// Values of the points that a task's rows are compared with before it goes on: 16 KiB of floats.
constexpr std::int64_t k_chunk_values = 4096;

/// The points in the order of their clusters, each cluster transposed in blocks of k_pair_block from a block's start.
struct Grouped {
  std::vector<std::int64_t> rows;         ///< rows in the order of their clusters; those left out are missing
  std::vector<std::int64_t> size;         ///< k
  std::vector<std::int64_t> first_block;  ///< k
};

Grouped group_rows(std::span<const std::int32_t> labels, std::int64_t k) {
  Grouped grouped;
  grouped.size.assign(static_cast<std::size_t>(k), 0);
  for (const std::int32_t label : labels) {
    if (label >= 0) ++grouped.size[static_cast<std::size_t>(label)];
  }
  std::vector<std::int64_t> next;
  std::int64_t row = 0;
  std::int64_t block = 0;
  for (const std::int64_t size : grouped.size) {
    next.push_back(row);
    grouped.first_block.push_back(block);
    row += size;
    block += (size + k_pair_block - 1) / k_pair_block;
  }
  grouped.first_block.push_back(block);
  grouped.rows.resize(static_cast<std::size_t>(row));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0) continue;
    grouped.rows[static_cast<std::size_t>(next[static_cast<std::size_t>(labels[i])]++)] = static_cast<std::int64_t>(i);
  }
  return grouped;
}

/// Smallest (of those that are not 0) and largest magnitude of the data.
struct Magnitudes {
  double smallest = std::numeric_limits<double>::infinity();
  double largest = 0.0;
};

template <class X>
Magnitudes magnitudes(MatrixView<const X> host) {
  X smallest = std::numeric_limits<X>::infinity();
  X largest = 0;
  for (std::int64_t i = 0; i < host.size(); ++i) {
    const X value = std::abs(host.data[i]);
    largest = value > largest ? value : largest;
    smallest = value < smallest && value > 0 ? value : smallest;
  }
  return {static_cast<double>(smallest), static_cast<double>(largest)};
}

/// Two floats of at least 2^-39 differ by at least 2^-63 or not at all, and 2^50 leaves room for 2^26 columns: their
/// squared distances are normal floats or 0.
bool squares_fit_in_float(const Magnitudes& range) { return range.smallest >= 0x1p-39 && range.largest <= 0x1p50; }

/// Copies a row of the host, widened to the type of the kernel.
template <class X, class Y>
void copy_row(MatrixView<const X> host, std::int64_t row, Y* out, std::int64_t stride) {
  const X* values = host.row(row);
  for (std::int64_t j = 0; j < host.cols; ++j) out[j * stride] = static_cast<Y>(values[j]);
}

template <class Y, class X>
AlignedBuffer<Y> transpose_groups(const Grouped& grouped, MatrixView<const X> host) {
  const std::int64_t d = host.cols;
  AlignedBuffer<Y> blocks(grouped.first_block.back() * k_pair_block * d);
  std::fill(blocks.begin(), blocks.end(), Y{0});
  std::size_t row = 0;
  for (std::size_t c = 0; c < grouped.size.size(); ++c) {
    for (std::int64_t i = 0; i < grouped.size[c]; ++i, ++row) {
      const std::int64_t block = grouped.first_block[c] + i / k_pair_block;
      Y* out = blocks.data() + block * k_pair_block * d + i % k_pair_block;
      copy_row(host, grouped.rows[row], out, k_pair_block);
    }
  }
  return blocks;
}

void distance_sums(const Kernels& kernels, const float* rows, const float* blocks, std::int64_t count, std::int64_t d,
                   double* sums) {
  kernels.distance_sums_f32(rows, blocks, count, d, sums);
}
void distance_sums(const Kernels& kernels, const double* rows, const double* blocks, std::int64_t count, std::int64_t d,
                   double* sums) {
  kernels.distance_sums_f64(rows, blocks, count, d, sums);
}

/// One thread's part: the rows of a task against all points.
template <class X, class Y>
class SilhouetteTask {
 public:
  SilhouetteTask(const Kernels& kernels, const Grouped& grouped, MatrixView<const X> host, const Y* blocks,
                 std::int64_t begin, std::int64_t end)
      : kernels_(kernels),
        grouped_(grouped),
        d_(host.cols),
        blocks_(blocks),
        begin_(begin),
        end_(end),
        k_(static_cast<std::int64_t>(grouped.size.size())),
        rows_(k_task_rows * d_),
        sums_(static_cast<std::size_t>(k_task_rows * k_), 0.0) {
    for (std::int64_t r = 0; r < k_task_rows; ++r) {
      // The last tile is filled up with the last row.
      const std::int64_t row = grouped.rows[static_cast<std::size_t>(std::min(begin + r, end - 1))];
      copy_row(host, row, rows_.data() + r * d_, 1);
    }
  }

  void run(std::span<const std::int32_t> labels, std::span<double> mean_own, std::span<double> mean_nearest) {
    for (std::int64_t c = 0; c < k_; ++c) add_cluster(c);
    for (std::int64_t r = 0; r < end_ - begin_; ++r) {
      const auto row = static_cast<std::size_t>(grouped_.rows[static_cast<std::size_t>(begin_ + r)]);
      take_means(sums_.data() + r * k_, labels[row], mean_own[row], mean_nearest[row]);
    }
  }

 private:
  void add_cluster(std::int64_t c) {
    const std::int64_t size = grouped_.size[static_cast<std::size_t>(c)];
    const std::int64_t chunk = std::max<std::int64_t>(1, k_chunk_values / (d_ * k_pair_block)) * k_pair_block;
    const Y* first = blocks_ + grouped_.first_block[static_cast<std::size_t>(c)] * k_pair_block * d_;
    for (std::int64_t point = 0; point < size; point += chunk) {
      for (std::int64_t r = 0; r < end_ - begin_; r += k_pair_rows) {
        double sums[k_pair_rows];
        distance_sums(kernels_, rows_.data() + r * d_, first + point * d_, std::min(chunk, size - point), d_, sums);
        for (std::int64_t i = 0; i < k_pair_rows; ++i) sums_[static_cast<std::size_t>((r + i) * k_ + c)] += sums[i];
      }
    }
  }

  void take_means(const double* sums, std::int32_t label, double& own, double& nearest) const {
    own = 0.0;
    nearest = std::numeric_limits<double>::infinity();
    for (std::int64_t c = 0; c < k_; ++c) {
      const auto size = static_cast<double>(grouped_.size[static_cast<std::size_t>(c)]);
      if (c == label) {
        if (size > 1.0) own = sums[c] / (size - 1.0);
      } else if (size > 0.0) {
        nearest = std::min(nearest, sums[c] / size);
      }
    }
    if (nearest == std::numeric_limits<double>::infinity()) nearest = 0.0;
  }

  const Kernels& kernels_;
  const Grouped& grouped_;
  const std::int64_t d_;
  const Y* const blocks_;
  const std::int64_t begin_, end_, k_;
  AlignedBuffer<Y> rows_;
  std::vector<double> sums_;  ///< k_task_rows x k
};

template <class Y, class X>
void all_means(const Kernels& kernels, ThreadPool& threads, const Grouped& grouped, MatrixView<const X> host,
               std::span<const std::int32_t> labels, std::span<double> mean_own, std::span<double> mean_nearest) {
  const AlignedBuffer<Y> blocks = transpose_groups<Y>(grouped, host);
  const auto n = static_cast<std::int64_t>(grouped.rows.size());
  const double work = static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(host.cols);
  run_tasks(threads, (n + k_task_rows - 1) / k_task_rows, work, [&](std::int64_t task, int) {
    SilhouetteTask<X, Y>(kernels, grouped, host, blocks.data(), task * k_task_rows,
                         std::min(n, (task + 1) * k_task_rows))
        .run(labels, mean_own, mean_nearest);
  });
}

}  // namespace

void silhouette_sums(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x,
                     std::span<const std::int32_t> labels, std::int64_t k, std::span<double> mean_own,
                     std::span<double> mean_nearest) {
  std::fill(mean_own.begin(), mean_own.end(), 0.0);
  std::fill(mean_nearest.begin(), mean_nearest.end(), 0.0);
  const Grouped grouped = group_rows(labels, k);
  std::visit(
      [&]<class X>(MatrixView<const X> host) {
        if (std::is_same_v<X, float> && squares_fit_in_float(magnitudes(host))) {
          all_means<X>(kernels, threads, grouped, host, labels, mean_own, mean_nearest);
        } else {
          all_means<double>(kernels, threads, grouped, host, labels, mean_own, mean_nearest);
        }
      },
      x.host());
}

}  // namespace shoal::cpu
