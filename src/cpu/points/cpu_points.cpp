#include "cpu/points/cpu_points.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "cpu/points/row_tasks.hpp"
#include "device/not_finite.hpp"

namespace shoal::cpu {
namespace {

/// Writes `rows` rows of d values as one block; rows of zeros fill it up.
template <class X>
void transpose_block(const X* source, std::int64_t rows, std::int64_t d, X* block) {
  for (std::int64_t j = 0; j < d; ++j) {
    X* column = block + j * k_block_rows;
    for (std::int64_t r = 0; r < rows; ++r) column[r] = source[r * d + j];
    for (std::int64_t r = rows; r < k_block_rows; ++r) column[r] = 0;
  }
}

/// The range of each column, as far as one thread has seen it. k_rows consecutive rows have ranges of their own, so that a
/// loop over their k_rows * d values side by side fills whole vectors even where d is small.
template <class X>
class ColumnRanges {
 public:
  explicit ColumnRanges(std::int64_t d)
      : d_(d),
        min_(static_cast<std::size_t>(d * k_rows), std::numeric_limits<X>::infinity()),
        max_(min_.size(), -std::numeric_limits<X>::infinity()),
        poison_(min_.size(), X{0}) {}

  /// Takes `count` rows. Returns whether all values so far are finite.
  bool take(const X* rows, std::int64_t count) {
    for (; count >= k_rows; count -= k_rows, rows += k_rows * d_) take_values(rows, k_rows * d_);
    take_values(rows, count * d_);
    return std::all_of(poison_.begin(), poison_.end(), [](X value) { return value == 0; });
  }

  void merge_into(std::size_t column, double& low, double& high) const {
    for (std::size_t i = column; i < min_.size(); i += static_cast<std::size_t>(d_)) {
      low = std::min(low, static_cast<double>(min_[i]));
      high = std::max(high, static_cast<double>(max_[i]));
    }
  }

 private:
  static constexpr std::int64_t k_rows = 8;

  void take_values(const X* __restrict values, std::int64_t count) {
    X* const __restrict low = min_.data();
    X* const __restrict high = max_.data();
    X* const __restrict poison = poison_.data();
    for (std::int64_t i = 0; i < count; ++i) {
      const X value = values[i];
      low[i] = value < low[i] ? value : low[i];
      high[i] = value > high[i] ? value : high[i];
      poison[i] += value - value;  // 0 for finite values and NaN for all others
    }
  }

  std::int64_t d_;
  std::vector<X> min_, max_, poison_;
};

template <class X>
[[noreturn]] void throw_first_not_finite(MatrixView<const X> host, std::int64_t first_row) {
  const X* value = host.row(first_row);
  while (std::isfinite(*value)) ++value;
  const std::int64_t index = value - host.data;
  detail::throw_not_finite(index / host.cols, index % host.cols, static_cast<double>(*value));
}

/// Memory for so many values.
template <class X>
void require_size(AlignedBuffer<X>& buffer, std::int64_t size) {
  if (buffer.size() < size) buffer = AlignedBuffer<X>(size);
}

template <class X>
void transpose(ThreadPool& threads, MatrixView<const X> host, AlignedBuffer<X>& blocks) {
  require_size(blocks, blocks_of(host.rows) * k_block_rows * host.cols);
  for_row_steps(threads, {0, host.rows}, host.cols, [&](const RowStep& step, int) {
    for (std::int64_t row = step.begin; row < step.end; row += k_block_rows) {
      const std::int64_t rows = std::min(k_block_rows, step.end - row);
      transpose_block(host.row(row), rows, host.cols, blocks.data() + row * host.cols);
    }
  });
}

/// Reads all values once. Throws where one is not finite.
template <class X>
ColumnStats checked_stats(ThreadPool& threads, MatrixView<const X> host) {
  std::vector<ColumnRanges<X>> ranges(static_cast<std::size_t>(threads.threads()), ColumnRanges<X>(host.cols));
  std::atomic<std::int64_t> first_bad_row{host.rows};
  for_row_steps(threads, {0, host.rows}, host.cols, [&](const RowStep& step, int worker) {
    if (ranges[static_cast<std::size_t>(worker)].take(host.row(step.begin), step.rows())) return;
    // The bad value may be in an earlier step of this worker. That step has then stored its row, which is smaller.
    std::int64_t known = first_bad_row.load();
    while (step.begin < known && !first_bad_row.compare_exchange_weak(known, step.begin)) {
    }
  });
  if (first_bad_row < host.rows) throw_first_not_finite(host, first_bad_row);
  ColumnStats stats;
  for (std::size_t j = 0; j < static_cast<std::size_t>(host.cols); ++j) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const ColumnRanges<X>& range : ranges) range.merge_into(j, low, high);
    stats.min.push_back(low);
    stats.max.push_back(high);
    stats.weighted_abs_max.push_back(low <= high ? std::max(std::abs(low), std::abs(high)) : 0.0);
  }
  return stats;
}

/// The mean of a few thousand rows. Any point in the middle of the data will do.
std::vector<float> middle_of(MatrixView<const float> host) {
  constexpr std::int64_t k_rows = 4096;
  const std::int64_t step = std::max<std::int64_t>(1, host.rows / k_rows);
  std::vector<double> sum(static_cast<std::size_t>(host.cols), 0.0);
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < host.rows; i += step, ++count) {
    for (std::int64_t j = 0; j < host.cols; ++j) sum[static_cast<std::size_t>(j)] += static_cast<double>(host(i, j));
  }
  std::vector<float> middle;
  for (const double value : sum)
    middle.push_back(static_cast<float>(value / static_cast<double>(std::max<std::int64_t>(1, count))));
  return middle;
}

}  // namespace

CpuPoints::CpuPoints(ThreadPool& threads, HostView host, const Kernels& kernels, CpuPoints* earlier)
    : Points(host), stats_(std::visit([&](const auto& view) { return checked_stats(threads, view); }, host)) {
  if (scalar() == Scalar::f32 && cols() > k_max_float_chain_cols) centre_ = middle_of(host_view<float>());
  if (!centre_.empty() && kernels.integers != nullptr) integers_ = &kernels.integers(cols());
  if (earlier != nullptr) spare_ = earlier->blocks_.exchange(nullptr);
}

void CpuPoints::measure(ThreadPool& threads, Blocks& to) const {
  const float* blocks = std::get<AlignedBuffer<float>>(to.values).data();
  require_size(to.norms, blocks_of(rows()));
  AlignedBuffer<BlockNorms>& norms = to.norms;
  for_row_steps(threads, {0, rows()}, cols(), [&](const RowStep& step, int) {
    for (std::int64_t row = step.begin; row < step.end; row += k_block_rows) {
      integers_->measure(blocks + row * cols(), centre_.data(), cols(), norms.data()[row / k_block_rows]);
    }
  });
}

CpuPoints::~CpuPoints() {
  delete blocks_.load();
  delete spare_.load();
}

void CpuPoints::make_blocks(ThreadPool& threads) const {
  if (blocks_.load() != nullptr) return;
  std::unique_ptr<Blocks> made(spare_.exchange(nullptr));
  if (!made) made = std::make_unique<Blocks>();
  std::visit(
      [&]<class X>(const MatrixView<const X>& view) {
        if (!std::holds_alternative<AlignedBuffer<X>>(made->values)) made->values = AlignedBuffer<X>();
        transpose(threads, view, std::get<AlignedBuffer<X>>(made->values));
      },
      host());
  if (integers_ != nullptr) measure(threads, *made);
  Blocks* none = nullptr;
  if (blocks_.compare_exchange_strong(none, made.get())) static_cast<void>(made.release());
}

}  // namespace shoal::cpu
