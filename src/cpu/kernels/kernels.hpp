// The innermost loops of the passes as a table of function pointers, one table for each SIMD target, so that devices
// with different targets live side by side. A kernel runs on one thread, allocates nothing and throws nothing.
#pragma once

#include <cstdint>

namespace shoal::cpu {

/// The smallest multiple of `unit` that is at least `value`.
constexpr std::int64_t multiple_above(std::int64_t value, std::int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

/// Points lie transposed in blocks of this many rows: value j of row r is block[j * k_block_rows + r]. The last block is
/// filled up with rows of zeros, whose results nobody reads.
inline constexpr std::int64_t k_block_rows = 64;
/// A pass handles the distances and labels of this many rows at a time, so that they stay in the first cache. At most
/// 2,048: the sum of so many quantised squared distances of 52 bits fits in 64 bits.
inline constexpr std::int64_t k_step_rows = 1024;
/// The silhouette's rows lie in tiles of at most this many.
inline constexpr std::int64_t k_tile_rows = 64;
/// Tiles are filled up to a multiple of this many rows.
inline constexpr std::int64_t k_tile_unit = 16;
/// Columns up to which the silhouette's bounds use fourth moments.
inline constexpr std::int64_t k_max_moment_cols = 64;

/// The rows of a step whose label changed, numbered from the step's begin, with their old labels. Kernels may write up
/// to k_slack entries beyond the last one.
struct Changes {
  static constexpr std::int64_t k_slack = 16;
  std::int32_t row[k_step_rows + k_slack];
  std::int32_t old_label[k_step_rows + k_slack];
};

/// Adding this to a number x with |x| <= 2^51 rounds x to a whole number, ties to even, which then stands in the low bits
/// of the sum.
inline constexpr double k_whole_shift = 0x1.8p52;
inline constexpr std::uint64_t k_whole_shift_bits = 0x4338000000000000u;

/// Sums of quantised rows by cluster, modulo 2^64. totals[c] is too large by counts[c] * k_whole_shift_bits: each row was
/// added with its shift. Arrays are 64-byte aligned.
struct ClusterTable {
  std::int64_t d;
  std::int64_t stride;    ///< d rounded up to a multiple of 8; columns beyond d hold rubbish
  const double* scale;    ///< stride powers of two
  double weight_scale;    ///< a power of two
  std::uint64_t* totals;  ///< k x stride
  std::int64_t* weights;  ///< k; untouched by unweighted rows
  std::int64_t* counts;   ///< k
};

/// Centroids of one group of the product kernel.
inline constexpr int k_product_group = 6;
/// The product kernel adds up the products of this many columns before their sum joins the score.
inline constexpr std::int64_t k_product_chunk = 64;
/// Where centroids are stored column by column, k is filled up to a multiple of this with +infinity.
inline constexpr std::int64_t k_column_unit = 32;

/// Centroids as the product kernel ranks them. y is a row and c a centroid, both less the centre; the score of c is
/// c . y - |c|^2 / 2, and the largest score wins. The label is uncertain when
///     best score - second best score <= norm_factor |y| + sq_norm_factor |y|^2 + bound    (wide_search.hpp).
struct ProductTable {
  std::int64_t k, d;
  const float* centre;         ///< d
  const float* centroids;      ///< c, in groups of k_product_group, each group column by column
  const float* minus_half_sq;  ///< -|c|^2 / 2; -infinity fills the last group
  float norm_factor, sq_norm_factor, bound;
  float sq_norm_underflow;  ///< upper bound on what |y|^2 lost to underflow
};

/// Norms of the rows of a block of wide float points less the centre.
struct BlockNorms {
  /// Columns of a part. By Cauchy and Schwarz largest_part_norm bounds the sums of products over one part.
  static constexpr std::int64_t k_part_columns = 128;

  alignas(64) float sq_norm[k_block_rows];
  float largest_norm, largest_part_norm, largest_value;  ///< over all rows; over all rows and parts; over all values
};

/// Centroids less the centre as the integer kernels rank them: whole numbers of 16 bits times a step
/// (integer_product.hpp). A block of rows has a step of its own: the largest, over its rows y, of
///     step_by_norm |y| + step_term,    step_by_part |a part of y|,    step_by_value |y_j|.
/// The label of a row y is uncertain when its best score exceeds the second best by no more than
///     rest_factor |rest of y| + norm_factor |y| + sq_norm_factor |y|^2 + bound_steps * unit_step * step + bound,
/// where the rest of y is y less its whole numbers times the step.
struct IntegerTable {
  std::int64_t k, d;
  const float* centre;            ///< d
  const std::int32_t* centroids;  ///< as IntegerKernels::pack wrote them
  const float* minus_half_sq;     ///< -|c|^2 / 2; -infinity fills the last group and 16 more places
  float unit_step;                ///< the centroids' step times 2^dropped_bits
  float step_by_norm, step_term, step_by_part, step_by_value;
  float rest_factor, norm_factor, sq_norm_factor, bound_steps, bound;
  std::int32_t index_mask;  ///< the low bits of a score, which hold the index of its centroid instead
};

/// How an integer kernel sums products, and the memory that it needs.
struct IntegerShape {
  double largest_part_sum;  ///< what a sum of the products of one part (BlockNorms) may reach; infinity: no limit
  int dropped_bits;         ///< low bits that the score of a centroid drops
  int floored_sums;         ///< sums that drop them, for one score
  std::int64_t group;       ///< k is filled up to a multiple of this
  std::int64_t centroid_words, workspace_words;
};

/// Ranks the centroids for the rows of a block by exact products of whole numbers of 16 bits.
struct IntegerKernels {
  double speed;  ///< measured: products in the time of one product in float
  IntegerShape (*shape)(std::int64_t k, std::int64_t d);
  /// Writes centroid_words words. `whole` is k x d, each number within +-32,639.
  void (*pack)(const std::int16_t* whole, std::int64_t k, std::int64_t d, std::int32_t* words);
  void (*measure)(const float* block, const float* centre, std::int64_t d, BlockNorms& norms);
  /// As Kernels::product_nearest. The workspace holds workspace_words words and is 64-byte aligned.
  void (*nearest)(const float* block, const BlockNorms& norms, const IntegerTable& table, std::int32_t* workspace,
                  std::int32_t* labels, float* sq_margin);
};

/// Centroids of one group of a neighbourhood, stored column by column.
inline constexpr int k_neighbour_group = 16;

/// Loops over canonical squared distances. X is the type of the points, A that of the chain (one_answer.hpp). `blocks`
/// points to `count` blocks of points; centroids are row-major; results are count * k_block_rows long and 64-byte aligned.
template <class X, class A>
struct ChainKernels {
  /// The nearest of k centroids, ties to the lowest index.
  void (*nearest)(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, std::int64_t k, A* sq,
                  std::int32_t* labels);
  /// The same with the distance to the second nearest centroid, +infinity for k = 1.
  void (*nearest_two)(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, std::int64_t k, A* sq,
                      std::int32_t* labels, A* second);
  /// The distance of each row to the centroid of its label.
  void (*to_labels)(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, const std::int32_t* labels,
                    A* sq);
  /// For each row the number of the k other rows (row-major, k <= 2^24) whose squared distance is at most `limit`.
  void (*within)(const X* blocks, std::int64_t count, std::int64_t d, const A* others, std::int64_t k, A limit,
                 std::int32_t* counts);
  /// out = min(sq, squared distance to one centroid); out may be sq.
  void (*lowered)(const X* blocks, std::int64_t count, std::int64_t d, const A* centroid, const A* sq, A* out);
  /// Distances of one row, whose values are k_block_rows apart, to the centroids of `count` groups. Returns the smallest.
  A (*group_distances)(const X* row, std::int64_t d, const A* groups, std::int64_t count, A* sq);
};

/// The sum of min(rint(w sq scale), 2^52) over n <= 2,048 rows. weights == nullptr: every w is 1.
template <class A>
using SumQuantised = std::uint64_t (*)(const A* sq, const double* weights, std::int64_t n, double scale);

/// Rows of one cluster, transposed: value j of row r is values[j * stride + r]. The stride is a multiple of k_tile_unit;
/// copies of the last row fill the tile up to it.
template <class Y>
struct RowTile {
  const Y* values;
  std::int64_t stride;
  std::int64_t rows;
};

/// The silhouette's passes over tiles of points of type Y.
template <class Y>
struct TileKernels {
  /// For every row of each tile the sum of its Euclidean distances to the rows of the other tile: a.rows sums in row_sums,
  /// b.rows in col_sums, both with room for k_tile_rows. Equal rows have distance 0. The relative error is below 20 units
  /// in the last place.
  void (*pair_sums)(const RowTile<Y>& a, const RowTile<Y>& b, std::int64_t d, Y* row_sums, Y* col_sums);
  /// The squared distance to `mean` of every row up to the stride, in double.
  void (*offsets)(const RowTile<Y>& tile, std::int64_t d, const double* mean, double* sq);
  /// forms[r] = u' P u - cubes' u with u = row r less the mean. P is a symmetric d x d matrix, `products` its lower
  /// triangle; d <= k_max_moment_cols.
  void (*moment_forms)(const RowTile<Y>& tile, std::int64_t d, const double* mean, const double* cubes,
                       const double* products, double* forms);
};

/// value * factor + term, in float: an upper or a lower bound (chain_bounds.hpp).
struct Affine {
  float factor, term;

  float of(float value) const { return value * factor + term; }
};

/// The test of a label. s is the squared distance of a row to its own centroid c. The label is proven when
///     upper_plus_drift(sqrt(s)) < lower_bound[row]      (row_bounds.hpp), or when
///     2 upper(sqrt(s)) < nearest_other[c]               (neighbourhoods.hpp).
/// In the second case the row also gets a new bound, raised_by_drift(nearest_other[c] - upper(sqrt(s))).
struct RowTest {
  Affine upper_plus_drift, upper, raised_by_drift;
  const float* nearest_other;  ///< for each centroid
};

/// Makes and tests the bounds of n rows (row_bounds.hpp). A is the type of the chain: square roots are taken in A and
/// rounded to float before they are scaled.
template <class A>
struct BoundKernels {
  /// Lists the rows whose labels the test does not prove. `rows` has room for n + Changes::k_slack. Returns how many.
  std::int64_t (*uncertain)(const A* sq, const std::int32_t* labels, float* lower_bounds, std::int64_t n,
                            const RowTest& test, std::int32_t* rows);
  /// lower_bounds = bound(sqrt(sq)). The largest finite number stands for an infinite sq.
  void (*make)(const A* sq, std::int64_t n, Affine bound, float* lower_bounds);
};

/// The margin of a row: other(sqrt(s2)) - assigned(sqrt(s)), with s its squared distance to its own centroid and s2 that
/// to the nearest other one (row_margins.hpp).
struct MarginTerms {
  Affine other, assigned;
};

/// The narrow float rows of a step, which begins with a whole block, and the centroids (k x d) to compare them with.
struct MarginRows {
  const float* blocks;
  std::int64_t d;
  const float* centroids;
  std::int64_t k;
};

/// Makes and tests the margins of rows (row_margins.hpp).
struct MarginKernels {
  /// Lists the rows for which margin > limit is false. `rows` has room for n + Changes::k_slack. Returns how many.
  std::int64_t (*unproven)(const float* margins, std::int64_t n, float limit, std::int32_t* rows);
  /// Searches the listed rows, sets their margins and labels, and lists those whose label changed. `rows` has room for
  /// Changes::k_slack more. Returns how many changed.
  std::int64_t (*search)(const MarginRows& from, const std::int32_t* rows, std::int64_t count, const MarginTerms& terms,
                         float* margins, std::int32_t* labels, Changes& changes);
  /// Margins of n rows. sq: squared distances to their own centroids, sq_others: to the nearest other ones.
  void (*make)(const float* sq, const float* sq_others, std::int64_t n, const MarginTerms& terms, float* margins);
};

struct Kernels {
  /// The SIMD target of these kernels. Its own code answers, so that a test can tell which target runs.
  const char* (*target)() = nullptr;
  ChainKernels<float, float> narrow{};     ///< float points of at most k_max_float_chain_cols columns
  ChainKernels<float, double> wide{};      ///< wider float points
  ChainKernels<double, double> doubles{};  ///< double points
  /// For the rows of one block the labels of the nearest centroids, -1 where uncertain, and
  ///     sq_margin <= (squared distance to every other centroid) - (squared distance to the nearest), 0 where uncertain.
  /// panel: d * k_block_rows floats to work in. Null for a target without this code.
  void (*product_nearest)(const float* block, const ProductTable& table, float* panel, std::int32_t* labels,
                          float* sq_margin) = nullptr;
  /// The same by products of whole numbers, for points of d columns. Null for a target without this code.
  const IntegerKernels& (*integers)(std::int64_t d) = nullptr;
  /// The nearest centroid of one wide row. Centroids are stored column by column, `stride` apart, a multiple of
  /// k_column_unit.
  std::int32_t (*row_nearest)(const float* row, std::int64_t d, const float* columns, std::int64_t stride) = nullptr;
  /// The distance of each row of one wide block to the centroid (row-major) of its label.
  void (*label_distances)(const float* block, std::int64_t d, const float* centroids, const std::int32_t* labels,
                          double* sq) = nullptr;
  /// sq[i]: the distance of wide row rows[i] to centroids[i].
  void (*pair_distances)(const float* const* rows, const float* const* centroids, std::int64_t count, std::int64_t d,
                         double* sq) = nullptr;
  /// Lists the centroids c < stride for which scaled_root + drift_terms[c] < lower_bounds[c] is false. The stride is a
  /// multiple of 16; the list has room for stride + Changes::k_slack. Returns how many.
  std::int64_t (*contenders)(float scaled_root, const float* drift_terms, const float* lower_bounds,
                             std::int64_t stride, std::int32_t* list) = nullptr;
  /// Squared distances of a wide row to the listed centroids (row-major), added up in float in any order: no term meets
  /// more than d + 2 roundings.
  void (*estimates)(const float* row, const float* centroids, std::int64_t d, const std::int32_t* list,
                    std::int64_t count, float* sq) = nullptr;
  BoundKernels<float> bounds_f32{};
  BoundKernels<double> bounds_f64{};
  MarginKernels margins{};
  SumQuantised<float> sum_quantised_f32 = nullptr;
  SumQuantised<double> sum_quantised_f64 = nullptr;
  /// Lists the rows whose new label differs from the old one, and stores the new labels. Returns how many.
  std::int64_t (*take_labels)(const std::int32_t* new_labels, std::int32_t* labels, std::int64_t n,
                              Changes& changes) = nullptr;
  /// Adds n rows (row-major) to the clusters of their labels; weights == nullptr: unweighted.
  void (*add_rows)(const ClusterTable& table, const float* rows, const double* weights, const std::int32_t* labels,
                   std::int64_t n) = nullptr;
  /// Moves `count` changed rows from their old clusters to those of their labels.
  void (*move_rows)(const ClusterTable& table, const float* rows, const double* weights, const std::int32_t* labels,
                    const Changes& changes, std::int64_t count) = nullptr;
  TileKernels<float> tiles_f32{};
  TileKernels<double> tiles_f64{};
};

}  // namespace shoal::cpu
