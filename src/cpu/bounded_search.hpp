// The nearest centroids of rows that have a label: those whose bound proves it keep it, the others are gathered and
// searched.
#pragma once

#include <algorithm>
#include <limits>
#include <span>
#include <vector>

#include "cpu/bound_switch.hpp"
#include "cpu/gather.hpp"
#include "cpu/nearest_search.hpp"
#include "cpu/row_bounds.hpp"

namespace shoal::cpu {

inline const BoundKernels<float>& bound_kernels(const Kernels& kernels, float) { return kernels.bounds_f32; }
inline const BoundKernels<double>& bound_kernels(const Kernels& kernels, double) { return kernels.bounds_f64; }

template <class X, class A>
class BoundedSearch {
 public:
  BoundedSearch(const Kernels& kernels, const CpuPoints& x, NearestSearch<X, A>& search, RowBounds& bounds,
                std::int64_t k, int workers)
      : kernels_(bound_kernels(kernels, A{})),
        x_(x),
        host_(x.host_view<X>()),
        search_(search),
        bounds_(bounds),
        k_(static_cast<std::int32_t>(k)),
        below_(bounds.certain_below(k_chain)),
        kept_(bounds.kept_of(k_chain)),
        gathered_(static_cast<std::size_t>(workers)) {}

  /// Labels and squared distances of the rows that count, each of which gets a bound.
  void record(const RowStep& step, int worker, std::int32_t* labels, A* sq) {
    alignas(64) A others[k_step_rows];
    search_.nearest_bounded(step, worker, labels, sq, others);
    kernels_.keep(others + step.offset(), step.rows(), kept_, bounds_.kept(step.begin));
  }

  /// The same where `last` are the labels before (-1: none). Returns how many were not searched.
  double prune(const RowStep& step, int worker, const std::int32_t* last, std::int32_t* labels, A* sq) {
    for (std::int64_t i = 0; i < step.blocks * k_block_rows; ++i) labels[i] = std::clamp(last[i], 0, k_ - 1);
    search_.to_labels(step, labels, sq);
    std::int32_t uncertain[k_step_rows + Changes::k_slack];
    const std::int64_t count =
        kernels_.uncertain(sq + step.offset(), bounds_.kept(step.begin), step.rows(), below_, uncertain);
    if (4 * count > 3 * step.rows()) {
      record(step, worker, labels, sq);
      return 0.0;
    }
    for (std::int64_t first = 0; first < count; first += k_block_rows) {
      const std::span<const std::int32_t> rows(uncertain + first, uncertain + std::min(count, first + k_block_rows));
      search_gathered(step, worker, rows, labels, sq);
    }
    return static_cast<double>(step.rows() - count);
  }

 private:
  static constexpr ChainPrecision k_chain{0.5 * std::numeric_limits<A>::epsilon(),
                                          std::numeric_limits<A>::denorm_min()};

  /// `rows` are counted from step.begin.
  void search_gathered(const RowStep& step, int worker, std::span<const std::int32_t> rows, std::int32_t* labels,
                       A* sq) {
    auto& block = gathered_[static_cast<std::size_t>(worker)];
    if (block.size() == 0) {
      block = AlignedBuffer<X>(x_.cols() * k_block_rows);
      std::fill(block.begin(), block.end(), X{0});
    }
    const X* host_rows[k_block_rows] = {};
    for (std::size_t r = 0; r < rows.size(); ++r) host_rows[r] = host_.row(step.begin + rows[r]);
    fill(step, rows, host_rows, block.data());
    alignas(64) A found_sq[k_block_rows];
    alignas(64) A others[k_block_rows];
    alignas(64) std::int32_t found[k_block_rows];
    float kept[k_block_rows];
    search_.nearest_bounded(block.data(), host_rows, worker, found, found_sq, others);
    kernels_.keep(others, k_block_rows, kept_, kept);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      labels[step.offset() + rows[r]] = found[r];
      sq[step.offset() + rows[r]] = found_sq[r];
      bounds_.kept(step.begin)[rows[r]] = kept[r];
    }
  }

  /// Few columns are read from the step's blocks, which are in the cache, many from the host's rows.
  void fill(const RowStep& step, std::span<const std::int32_t> rows, const X* const* host_rows, X* block) const {
    if (x_.cols() > k_max_float_chain_cols) {
      gather(host_rows, std::ssize(rows), 1, x_.cols(), block);
      return;
    }
    const X* columns[k_block_rows];
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const std::int64_t row = step.begin + rows[r];
      columns[r] = x_.block<X>(row / k_block_rows * k_block_rows) + row % k_block_rows;
    }
    gather(columns, std::ssize(rows), k_block_rows, x_.cols(), block);
  }

  const BoundKernels<A>& kernels_;
  const CpuPoints& x_;
  const MatrixView<const X> host_;
  NearestSearch<X, A>& search_;
  RowBounds& bounds_;
  const std::int32_t k_;
  const Affine below_, kept_;
  std::vector<AlignedBuffer<X>> gathered_;  ///< one block for each worker
};

}  // namespace shoal::cpu
