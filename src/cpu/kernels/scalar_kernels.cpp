#include "cpu/kernels/scalar_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "shoal/one_answer.hpp"

namespace shoal::cpu {
namespace {

const char* target() { return "scalar"; }

/// Canonical distances of the rows of one block to one centroid: all rows advance together, column by column.
template <class X, class A>
void block_distances(const X* block, std::int64_t d, const A* centroid, A (&sq)[k_block_rows]) {
  std::fill_n(sq, k_block_rows, A{0});
  for (std::int64_t j = 0; j < d; ++j) {
    for (std::int64_t r = 0; r < k_block_rows; ++r) {
      const A t = static_cast<A>(block[j * k_block_rows + r]) - centroid[j];
      sq[r] = std::fma(t, t, sq[r]);
    }
  }
}

template <class X, class A>
void nearest_two(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, std::int64_t k, A* sq,
                 std::int32_t* labels, A* second) {
  const std::int64_t n = count * k_block_rows;
  std::fill(sq, sq + n, std::numeric_limits<A>::infinity());
  std::fill(second, second + n, std::numeric_limits<A>::infinity());
  std::fill(labels, labels + n, 0);
  A distance[k_block_rows];
  for (std::int64_t b = 0; b < count; ++b) {
    const std::int64_t first = b * k_block_rows;
    for (std::int64_t c = 0; c < k; ++c) {
      block_distances(blocks + first * d, d, centroids + c * d, distance);
      for (std::int64_t r = 0; r < k_block_rows; ++r) {
        const std::int64_t i = first + r;
        second[i] = std::min(second[i], std::max(sq[i], distance[r]));
        if (distance[r] < sq[i]) {
          sq[i] = distance[r];
          labels[i] = static_cast<std::int32_t>(c);
        }
      }
    }
  }
}

template <class X, class A>
void nearest(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, std::int64_t k, A* sq,
             std::int32_t* labels) {
  A second[k_block_rows];
  for (std::int64_t b = 0; b < count; ++b) {
    const std::int64_t first = b * k_block_rows;
    nearest_two(blocks + first * d, 1, d, centroids, k, sq + first, labels + first, second);
  }
}

template <class X, class A>
void to_labels(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, const std::int32_t* labels,
               A* sq) {
  for (std::int64_t i = 0; i < count * k_block_rows; ++i) {
    const X* x = blocks + i / k_block_rows * k_block_rows * d + i % k_block_rows;
    const A* centroid = centroids + labels[i] * d;
    sq[i] = 0;
    for (std::int64_t j = 0; j < d; ++j) {
      const A t = static_cast<A>(x[j * k_block_rows]) - centroid[j];
      sq[i] = std::fma(t, t, sq[i]);
    }
  }
}

template <class X, class A>
void within(const X* blocks, std::int64_t count, std::int64_t d, const A* others, std::int64_t k, A limit,
            std::int32_t* counts) {
  A distance[k_block_rows];
  std::fill(counts, counts + count * k_block_rows, 0);
  for (std::int64_t b = 0; b < count; ++b) {
    for (std::int64_t c = 0; c < k; ++c) {
      block_distances(blocks + b * k_block_rows * d, d, others + c * d, distance);
      for (std::int64_t r = 0; r < k_block_rows; ++r) counts[b * k_block_rows + r] += distance[r] <= limit ? 1 : 0;
    }
  }
}

template <class X, class A>
void lowered(const X* blocks, std::int64_t count, std::int64_t d, const A* centroid, const A* sq, A* out) {
  A distance[k_block_rows];
  for (std::int64_t b = 0; b < count; ++b) {
    block_distances(blocks + b * k_block_rows * d, d, centroid, distance);
    for (std::int64_t r = 0; r < k_block_rows; ++r) {
      const std::int64_t i = b * k_block_rows + r;
      out[i] = std::min(sq[i], distance[r]);
    }
  }
}

template <class X, class A>
A group_distances(const X* row, std::int64_t d, const A* groups, std::int64_t count, A* sq) {
  std::fill_n(sq, count * k_neighbour_group, A{0});
  for (std::int64_t g = 0; g < count; ++g) {
    for (std::int64_t j = 0; j < d; ++j) {
      for (std::int64_t c = 0; c < k_neighbour_group; ++c) {
        const A t = static_cast<A>(row[j * k_block_rows]) - groups[(g * d + j) * k_neighbour_group + c];
        A& sum = sq[g * k_neighbour_group + c];
        sum = std::fma(t, t, sum);
      }
    }
  }
  return *std::min_element(sq, sq + count * k_neighbour_group);
}

template <class A>
std::int64_t uncertain(const A* sq, const std::int32_t* labels, float* lower_bounds, std::int64_t n,
                       const RowTest& test, std::int32_t* rows) {
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto root = static_cast<float>(std::sqrt(sq[i]));
    if (test.upper_plus_drift.of(root) < lower_bounds[i]) continue;
    const float nearest_other = test.nearest_other[labels[i]];
    const float upper = test.upper.of(root);
    if (upper + upper < nearest_other) {
      lower_bounds[i] = test.raised_by_drift.of(nearest_other - upper);
    } else {
      rows[count++] = static_cast<std::int32_t>(i);
    }
  }
  return count;
}

template <class A>
void make(const A* sq, std::int64_t n, Affine bound, float* lower_bounds) {
  constexpr float k_largest = std::numeric_limits<float>::max();
  for (std::int64_t i = 0; i < n; ++i) {
    const A root = std::sqrt(std::min(sq[i], std::numeric_limits<A>::max()));
    lower_bounds[i] = bound.of(std::min(static_cast<float>(root), k_largest));
  }
}

std::int64_t unproven(const float* margins, std::int64_t n, float limit, std::int32_t* rows) {
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    if (!(margins[i] > limit)) rows[count++] = static_cast<std::int32_t>(i);
  }
  return count;
}

void make_margins(const float* sq, const float* sq_others, std::int64_t n, const MarginTerms& terms, float* margins) {
  for (std::int64_t i = 0; i < n; ++i) {
    const float root = std::sqrt(std::min(sq_others[i], std::numeric_limits<float>::max()));
    margins[i] = terms.other.of(root) - terms.assigned.of(std::sqrt(sq[i]));
  }
}

std::int64_t search_margins(const MarginRows& from, const std::int32_t* rows, std::int64_t count,
                            const MarginTerms& terms, float* margins, std::int32_t* labels, Changes& changes) {
  std::int64_t changed = 0;
  float block[k_block_rows * k_max_float_chain_cols] = {}, sq[k_block_rows], others[k_block_rows];
  std::int32_t new_labels[k_block_rows];
  for (std::int64_t first = 0; first < count; first += k_block_rows) {
    const std::int64_t here = std::min(k_block_rows, count - first);
    for (std::int64_t r = 0; r < here; ++r) {
      const std::int64_t row = rows[first + r];
      const float* x = from.blocks + row / k_block_rows * k_block_rows * from.d + row % k_block_rows;
      for (std::int64_t j = 0; j < from.d; ++j) block[j * k_block_rows + r] = x[j * k_block_rows];
    }
    nearest_two(block, 1, from.d, from.centroids, from.k, sq, new_labels, others);
    for (std::int64_t r = 0; r < here; ++r) {
      const std::int32_t row = rows[first + r];
      make_margins(sq + r, others + r, 1, terms, margins + row);
      if (labels[row] == new_labels[r]) continue;
      changes.row[changed] = row;
      changes.old_label[changed++] = labels[row];
      labels[row] = new_labels[r];
    }
  }
  return changed;
}

template <class A>
std::uint64_t sum_quantised(const A* sq, const double* weights, std::int64_t n, double scale) {
  std::uint64_t sum = 0;
  for (std::int64_t i = 0; i < n; ++i)
    sum += quantise_sq(static_cast<double>(sq[i]), weights ? weights[i] : 1.0, scale);
  return sum;
}

std::int64_t take_labels(const std::int32_t* new_labels, std::int32_t* labels, std::int64_t n, Changes& changes) {
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    if (new_labels[i] == labels[i]) continue;
    changes.row[count] = static_cast<std::int32_t>(i);
    changes.old_label[count++] = labels[i];
    labels[i] = new_labels[i];
  }
  return count;
}

/// Adds one row to its cluster (sign 1) or takes it away (sign -1).
void add_row(const ClusterTable& table, const float* row, const double* weight, std::int32_t label, int sign) {
  for (std::int64_t j = 0; j < table.d; ++j) {
    const double value = (weight == nullptr ? 1.0 : *weight) * static_cast<double>(row[j]);
    const auto bits = static_cast<std::uint64_t>(quantise(value, table.scale[j])) + k_whole_shift_bits;
    table.totals[label * table.stride + j] += sign > 0 ? bits : 0 - bits;
  }
  table.counts[label] += sign;
  if (weight != nullptr) table.weights[label] += sign * quantise(*weight, table.weight_scale);
}

void add_rows(const ClusterTable& table, const float* rows, const double* weights, const std::int32_t* labels,
              std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    add_row(table, rows + i * table.d, weights == nullptr ? nullptr : weights + i, labels[i], 1);
  }
}

void move_rows(const ClusterTable& table, const float* rows, const double* weights, const std::int32_t* labels,
               const Changes& changes, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t row = changes.row[i];
    const double* weight = weights == nullptr ? nullptr : weights + row;
    add_row(table, rows + row * table.d, weight, changes.old_label[i], -1);
    add_row(table, rows + row * table.d, weight, labels[row], 1);
  }
}

template <class Y>
void pair_sums(const RowTile<Y>& a, const RowTile<Y>& b, std::int64_t d, Y* row_sums, Y* col_sums) {
  double cols[k_tile_rows] = {};
  for (std::int64_t r = 0; r < a.rows; ++r) {
    double row = 0.0;
    for (std::int64_t c = 0; c < b.rows; ++c) {
      double sq = 0.0;
      for (std::int64_t j = 0; j < d; ++j) {
        const double t =
            static_cast<double>(a.values[j * a.stride + r]) - static_cast<double>(b.values[j * b.stride + c]);
        sq = std::fma(t, t, sq);
      }
      const double root = std::sqrt(sq);
      row += root;
      cols[c] += root;
    }
    row_sums[r] = static_cast<Y>(row);
  }
  for (std::int64_t c = 0; c < b.rows; ++c) col_sums[c] = static_cast<Y>(cols[c]);
}

template <class Y>
void offsets(const RowTile<Y>& tile, std::int64_t d, const double* mean, double* sq) {
  for (std::int64_t r = 0; r < tile.stride; ++r) {
    sq[r] = 0.0;
    for (std::int64_t j = 0; j < d; ++j) {
      const double t = static_cast<double>(tile.values[j * tile.stride + r]) - mean[j];
      sq[r] += t * t;
    }
  }
}

template <class Y>
void moment_forms(const RowTile<Y>& tile, std::int64_t d, const double* mean, const double* cubes,
                  const double* products, double* forms) {
  for (std::int64_t r = 0; r < tile.stride; ++r) {
    double u[k_max_moment_cols];
    forms[r] = 0.0;
    for (std::int64_t i = 0; i < d; ++i) {
      u[i] = static_cast<double>(tile.values[i * tile.stride + r]) - mean[i];
      double half = 0.5 * products[i * d + i] * u[i];
      for (std::int64_t j = 0; j < i; ++j) half += products[i * d + j] * u[j];
      forms[r] += u[i] * (2.0 * half - cubes[i]);
    }
  }
}

template <class X, class A>
constexpr ChainKernels<X, A> chain{nearest<X, A>, nearest_two<X, A>, to_labels<X, A>,
                                   within<X, A>,  lowered<X, A>,     group_distances<X, A>};

}  // namespace

Kernels scalar_kernels() {
  Kernels kernels;
  kernels.target = target;
  kernels.narrow = chain<float, float>;
  kernels.wide = chain<float, double>;
  kernels.doubles = chain<double, double>;
  kernels.bounds_f32 = {uncertain<float>, make<float>};
  kernels.bounds_f64 = {uncertain<double>, make<double>};
  kernels.margins = {unproven, search_margins, make_margins};
  kernels.sum_quantised_f32 = sum_quantised<float>;
  kernels.sum_quantised_f64 = sum_quantised<double>;
  kernels.take_labels = take_labels;
  kernels.add_rows = add_rows;
  kernels.move_rows = move_rows;
  kernels.tiles_f32 = {pair_sums<float>, offsets<float>, moment_forms<float>};
  kernels.tiles_f64 = {pair_sums<double>, offsets<double>, moment_forms<double>};
  return kernels;
}

}  // namespace shoal::cpu
