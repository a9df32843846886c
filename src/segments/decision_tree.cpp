#include "segments/decision_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "segments/readable_number.hpp"

namespace shoal::detail {
namespace {

/// A split has to raise the purity by more than rounding can.
constexpr double k_beyond_rounding = 1.0 + 1e-12;

TreeFitter::Column bin_column(MatrixView<const double> x, std::int64_t column) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < x.rows; ++i) values.push_back(x(i, column));
  TreeFitter::Column binned;
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  for (const double value : sorted) {
    if (binned.thresholds.empty() || value > binned.thresholds.back()) {
      binned.thresholds.push_back(readable_above(value));
    }
  }
  for (const double value : values) {
    const auto at = std::lower_bound(binned.thresholds.begin(), binned.thresholds.end(), value);
    binned.ranks.push_back(static_cast<std::int32_t>(at - binned.thresholds.begin()));
  }
  return binned;
}

std::int32_t most_frequent(const std::vector<std::int64_t>& counts) {
  return static_cast<std::int32_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

/// Sum of squared class counts over the size: the part of the Gini impurity that a split can raise. 0 for no rows.
double purity(const std::vector<std::int64_t>& counts) {
  double squares = 0.0, size = 0.0;
  for (const std::int64_t count : counts) {
    const auto c = static_cast<double>(count);
    squares += c * c;
    size += c;
  }
  return size > 0.0 ? squares / size : 0.0;
}

struct Split {
  std::int32_t column = -1;
  std::int32_t rank = -1;
  double purity = 0.0;
};

class Grower {
 public:
  Grower(std::span<const TreeFitter::Column> columns, std::span<const std::int32_t> classes, std::int32_t class_count)
      : columns_(columns), classes_(classes), class_count_(static_cast<std::size_t>(class_count)) {}

  DecisionTree grow(int depth) {
    std::vector<std::int64_t> all(classes_.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int64_t>(i);
    add_node(-1, all);
    split_node(0, all, depth);
    return std::move(tree_);
  }

 private:
  std::int32_t add_node(std::int32_t parent, const std::vector<std::int64_t>& rows) {
    TreeNode node;
    node.parent = parent;
    node.counts.assign(class_count_, 0);
    for (const std::int64_t row : rows) ++node.counts[class_of(row)];
    node.majority = most_frequent(node.counts);
    tree_.nodes.push_back(std::move(node));
    return static_cast<std::int32_t>(tree_.nodes.size() - 1);
  }

  void split_node(std::int32_t node, const std::vector<std::int64_t>& rows, int depth) {
    if (depth == 0) return;
    const auto at = static_cast<std::size_t>(node);
    const Split best = best_split(rows, tree_.nodes[at].counts);
    if (best.column < 0) return;
    const TreeFitter::Column& column = columns_[static_cast<std::size_t>(best.column)];
    std::vector<std::int64_t> left, right;
    for (const std::int64_t row : rows) {
      (column.ranks[static_cast<std::size_t>(row)] <= best.rank ? left : right).push_back(row);
    }
    tree_.nodes[at].column = best.column;
    tree_.nodes[at].threshold = column.thresholds[static_cast<std::size_t>(best.rank)];
    const std::int32_t left_node = add_node(node, left), right_node = add_node(node, right);
    tree_.nodes[at].left = left_node;
    tree_.nodes[at].right = right_node;
    split_node(left_node, left, depth - 1);
    split_node(right_node, right, depth - 1);
  }

  Split best_split(const std::vector<std::int64_t>& rows, const std::vector<std::int64_t>& counts) {
    Split best;
    best.purity = purity(counts) * k_beyond_rounding;
    for (std::size_t column = 0; column < columns_.size(); ++column) offer_column(rows, counts, column, best);
    return best;
  }

  void offer_column(const std::vector<std::int64_t>& rows, const std::vector<std::int64_t>& counts, std::size_t column,
                    Split& best) {
    const TreeFitter::Column& binned = columns_[column];
    histogram_.assign(binned.thresholds.size() * class_count_, 0);
    for (const std::int64_t row : rows) {
      const auto rank = static_cast<std::size_t>(binned.ranks[static_cast<std::size_t>(row)]);
      ++histogram_[rank * class_count_ + class_of(row)];
    }
    std::vector<std::int64_t> left(class_count_, 0), right = counts;
    for (std::size_t rank = 0; rank + 1 < binned.thresholds.size(); ++rank) {
      bool moved = false;
      for (std::size_t c = 0; c < class_count_; ++c) {
        const std::int64_t count = histogram_[rank * class_count_ + c];
        left[c] += count;
        right[c] -= count;
        moved = moved || count > 0;
      }
      if (!moved) continue;
      const double split_purity = purity(left) + purity(right);
      if (split_purity > best.purity) {
        best = {static_cast<std::int32_t>(column), static_cast<std::int32_t>(rank), split_purity};
      }
    }
  }

  std::size_t class_of(std::int64_t row) const {
    return static_cast<std::size_t>(classes_[static_cast<std::size_t>(row)]);
  }

  std::span<const TreeFitter::Column> columns_;
  std::span<const std::int32_t> classes_;
  std::size_t class_count_;
  std::vector<std::int64_t> histogram_;
  DecisionTree tree_;
};

}  // namespace

std::int32_t DecisionTree::predict(const double* row) const {
  std::size_t node = 0;
  while (nodes[node].column >= 0) {
    const bool left = row[nodes[node].column] <= nodes[node].threshold;
    node = static_cast<std::size_t>(left ? nodes[node].left : nodes[node].right);
  }
  return nodes[node].majority;
}

TreeFitter::TreeFitter(MatrixView<const double> x) {
  for (std::int64_t column = 0; column < x.cols; ++column) columns_.push_back(bin_column(x, column));
}

DecisionTree TreeFitter::fit(std::span<const std::int32_t> classes, std::int32_t class_count, std::size_t columns,
                             int depth) const {
  return Grower({columns_.data(), columns}, classes, class_count).grow(depth);
}

}  // namespace shoal::detail
