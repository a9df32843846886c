// A small classification tree: CART with the Gini impurity (Breiman, Friedman, Olshen and Stone 1984).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shoal/matrix.hpp"

namespace shoal::detail {

struct TreeNode {
  std::int32_t column = -1;  ///< rows with value <= threshold go left; -1: a leaf
  double threshold = 0.0;
  std::int32_t left = -1, right = -1;  ///< indices of the children
  std::int32_t parent = -1;
  std::int32_t majority = 0;         ///< the most frequent class, of equals the lowest
  std::vector<std::int64_t> counts;  ///< rows per class
};

/// Nodes in the order in which they were split; the first is the root.
struct DecisionTree {
  std::vector<TreeNode> nodes;
  /// Class of a row of the training matrix's width. O(depth).
  std::int32_t predict(const double* row) const;
};

/// Fits trees to the rows of one matrix x (n x d, finite) and to any classes of these rows.
///
/// Candidate thresholds are the readable ones (readable_above) of the values that occur; each node takes the one with
/// the lowest weighted Gini impurity of its two sides, of equal ones the first column and the lowest threshold. A node
/// is split only if that lowers the impurity. Deterministic.
class TreeFitter {
 public:
  /// Sorts every column once. O(n d log n) time, O(n d) memory; x is not kept.
  explicit TreeFitter(MatrixView<const double> x);

  /// A tree of at most `depth` levels of splits on the first `columns` columns; classes (n) in [0, class_count).
  /// O(columns (n + thresholds x class_count)) time a level.
  DecisionTree fit(std::span<const std::int32_t> classes, std::int32_t class_count, std::size_t columns,
                   int depth) const;

  /// One column as ranks into its readable thresholds, ascending: value <= thresholds[rank], and > the one before.
  struct Column {
    std::vector<double> thresholds;
    std::vector<std::int32_t> ranks;
  };

 private:
  std::vector<Column> columns_;
};

}  // namespace shoal::detail
