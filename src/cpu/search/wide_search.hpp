// The nearest centroid of wide float points without computing all canonical distances.
//
// Let y = x - m and c' = c - m for a centre m. |x - c|^2 = |y|^2 - 2 p(c), p(c) = y . c' - |c'|^2 / 2: the nearest
// centroid has the largest p. The kernel computes p in float, y and c' rounded once, in chunks of at most
// k_product_chunk columns. Every term of p then meets at most
//     l = min(d, chunk) + ceil(d / chunk) + 6
// roundings: in its chain, in the sums of the chunks, in a product that is not fused, in y, in c', and in the last bits of
// |c'|^2 in double. So with u = 2^-24, gamma = l u / (1 - l u) (Higham 2002, section 3.1) and M = max |c'|:
//     |computed p(c) - p(c)| <= E = gamma (|y| M + M^2 / 2) + underflow.
// The canonical chain in double is off by at most gamma' (|y| + M)^2, gamma' = gamma_{d+4} for u' = 2^-53. If
//     (best computed p) - (second best) > 2 E + gamma' (|y| + M)^2,
// then every other canonical distance is larger than that of the best: its label is the canonical one. All other rows, among
// them those with equal centroids or overflows, are compared canonically. So labels are exact whatever the bound says; it
// only decides how many rows are compared again.
//
// Where the processor multiplies whole numbers of 16 bits faster than floats, these rank the rows first
// (integer_product.hpp). Only the rows that they leave uncertain go to the products in float.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <vector>

#include "cpu/points/aligned_buffer.hpp"
#include "cpu/points/cpu_points.hpp"
#include "cpu/points/row_tasks.hpp"
#include "cpu/search/integer_product.hpp"

namespace shoal::cpu {

class WideSearch {
 public:
  /// With fewer centroids the canonical chain alone is faster.
  static constexpr std::int64_t k_min_centroids = 4;

  /// For points of float with more than k_max_float_chain_cols columns. O(k d) time and memory.
  WideSearch(const Kernels& kernels, const CpuPoints& x, MatrixView<const double> centroids, int workers);
  /// Adds what was searched to the points' counts.
  ~WideSearch();

  /// True when the kernels hold this search and it pays.
  static bool suits(const Kernels& kernels, std::int64_t k, std::int64_t d);

  /// Labels of the rows of the step's blocks and the canonical squared distances to their centroids; only those of rows
  /// that count are right. sq_others, unless nullptr: a lower bound on the canonical squared distance to every other
  /// centroid, up to the rounding of the chain.
  void nearest(const RowStep& step, int worker, std::int32_t* labels, double* sq, double* sq_others);

  /// The same for listed rows of a step, counted from its begin. Results are in the order of the list and have room for
  /// whole blocks.
  void nearest_of_rows(const RowStep& step, std::span<const std::int32_t> rows, int worker, std::int32_t* labels,
                       double* sq, double* sq_others);

  /// Centroids that are compared in the time that products in float take for one.
  double speed() const { return integers_ == nullptr ? 1.0 : integers_->kernels().speed; }

  /// For all rows of the step's blocks the canonical squared distance to the centroid of the label.
  void to_labels(const RowStep& step, const std::int32_t* labels, double* sq) const;

  /// Rows compared canonically so far.
  std::int64_t compared_again() const { return compared_again_; }

 private:
  /// A block of rows and its results.
  struct Block {
    const float* points;
    const BlockNorms* norms;   ///< nullptr where products are in float only
    const float* const* rows;  ///< where the host has each row; nullptr for a row that does not count
    std::int32_t* labels;
    double* sq;
    double* sq_others;  ///< may be nullptr
  };
  /// Rows that whole numbers leave uncertain, gathered in a block, and where their results go.
  struct DeferredRows {
    AlignedBuffer<float> points;
    const float* rows[k_block_rows];
    std::int32_t* labels[k_block_rows];
    double* sq[k_block_rows];
    double* sq_others[k_block_rows];
    std::int64_t count = 0;
  };
  /// Memory and counts of one worker.
  struct Worker {
    AlignedBuffer<float> panel, gathered;
    AlignedBuffer<std::int32_t> words;
    BlockNorms norms;  ///< of the gathered block
    DeferredRows deferred;
    std::int64_t ranked = 0, uncertain = 0;  ///< rows ranked by whole numbers; of these, rows left uncertain
    std::int64_t rows = 0;                   ///< all rows searched
  };

  void set_centroids(const CentredCentroids& centred);
  void set_bound(double largest_norm);
  AlignedBuffer<float> block_of_zeros() const;
  const BlockNorms* measured(const float* block, Worker& worker) const;
  void nearest(const Block& block, Worker& worker);
  void rank_products(const Block& block, Worker& worker);
  void rank_integers(const Block& block, Worker& worker);
  void defer(const Block& block, std::int64_t row, Worker& worker);
  void finish_deferred(Worker& worker);
  void assigned_distances(const Block& block, const float* sq_margin) const;
  void compare_again(const float* const* rows, std::int32_t* labels);

  const Kernels& kernels_;
  const CpuPoints& x_;
  const MatrixView<const float> host_;
  std::vector<float> rows_;           ///< k x d
  std::vector<float> columns_;        ///< d x column_stride_
  std::vector<float> groups_;         ///< ProductTable::centroids
  std::vector<float> minus_half_sq_;  ///< ProductTable::minus_half_sq
  std::int64_t column_stride_;
  ProductTable table_;
  std::unique_ptr<IntegerProduct> integers_;  ///< null where whole numbers do not pay
  std::vector<Worker> workers_;
  std::atomic<std::int64_t> compared_again_{0};
};

}  // namespace shoal::cpu
