// The innermost loops of the passes as a table of function pointers, one table for each SIMD target, so that devices
// with different targets live side by side. A kernel runs on one thread, allocates nothing and throws nothing.
#pragma once

#include <cstdint>

namespace shoal::cpu {

/// The smallest multiple of `unit` that is not below `value`.
constexpr std::int64_t multiple_above(std::int64_t value, std::int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

/// Points lie transposed in blocks of this many rows: value j of row r is block[j * k_block_rows + r]. The last block is
/// filled up with zeros, whose results nobody reads.
inline constexpr std::int64_t k_block_rows = 64;
/// Rows whose distances and labels are handled at a time, so that they stay in the first cache. At most 2,048: then
/// sums of quantised squared distances (52 bits) fit in 64 bits.
inline constexpr std::int64_t k_step_rows = 1024;
/// The silhouette's rows lie in tiles of at most this many.
inline constexpr std::int64_t k_tile_rows = 64;
/// Tiles are filled up to a multiple of this many rows.
inline constexpr std::int64_t k_tile_unit = 16;
/// Columns up to which the silhouette's bounds use fourth moments.
inline constexpr std::int64_t k_max_moment_cols = 64;

/// Rows (counted from the first of a step) whose label differs from the one before. Kernels may write a few entries
/// beyond the last.
struct Changes {
  static constexpr std::int64_t k_slack = 16;
  std::int32_t row[k_step_rows + k_slack];
  std::int32_t old_label[k_step_rows + k_slack];
};

/// Adding this rounds a number of at most 2^51 to a whole one, ties to even, and puts it into the low bits.
inline constexpr double k_whole_shift = 0x1.8p52;
inline constexpr std::uint64_t k_whole_shift_bits = 0x4338000000000000u;

/// Sums of quantised rows by cluster, modulo 2^64. Totals are off by counts[c] times k_whole_shift_bits. Arrays begin at
/// 64 bytes.
struct ClusterTable {
  std::int64_t d;
  std::int64_t stride;    ///< d rounded up to 8; columns beyond d hold rubbish
  const double* scale;    ///< stride powers of two
  double weight_scale;    ///< power of two
  std::uint64_t* totals;  ///< k x stride
  std::int64_t* weights;  ///< k; of weighted rows only
  std::int64_t* counts;   ///< k
};

/// Centroids of one group of the product kernel.
inline constexpr int k_product_group = 6;
/// Columns whose products are added up in one go.
inline constexpr std::int64_t k_product_chunk = 64;
/// Centroids stored column by column are filled up to a multiple of this with +infinity.
inline constexpr std::int64_t k_column_unit = 32;

/// Centroids as the product kernel ranks them: by c . y - |c|^2 / 2, largest first, with y a row less the centre. Where
/// the two best differ by no more than norm_factor |y| + sq_norm_factor |y|^2 + bound, the rank is uncertain
/// (wide_search.hpp).
struct ProductTable {
  std::int64_t k, d;
  const float* centre;         ///< d
  const float* centroids;      ///< less the centre: groups of k_product_group, each column by column
  const float* minus_half_sq;  ///< -|c|^2 / 2, filled up to whole groups with -infinity
  float norm_factor, sq_norm_factor, bound;
  float sq_norm_underflow;  ///< what |y|^2 may have lost to underflow
};

/// Norms of the rows of a block of wide float points, less the centre.
struct BlockNorms {
  /// Columns of a part. Its largest norm bounds sums of products that are added up part by part.
  static constexpr std::int64_t k_part_columns = 128;

  alignas(64) float sq_norm[k_block_rows];
  float largest_norm, largest_part_norm, largest_value;
};

/// Centroids less the centre as the integer kernels rank them: whole numbers of 16 bits times a step
/// (integer_product.hpp). A block of rows has a step of its own, the largest of
///     step_by_norm |y| + step_term, step_by_part |y of a part| and step_by_value |y_j|,
/// and the rank of a row is uncertain where the two best differ by no more than
///     rest_factor |rest of y| + norm_factor |y| + sq_norm_factor |y|^2 + bound_steps unit_step step (its step) + bound.
struct IntegerTable {
  std::int64_t k, d;
  const float* centre;            ///< d
  const std::int32_t* centroids;  ///< as IntegerKernels::pack wrote them
  const float* minus_half_sq;     ///< -|c|^2 / 2, filled up to whole groups and 16 more with -infinity
  float unit_step;                ///< the step times 2^dropped_bits
  float step_by_norm, step_term, step_by_part, step_by_value;
  float rest_factor, norm_factor, sq_norm_factor, bound_steps, bound;
  std::int32_t index_mask;  ///< low bits that give way to the index of the centroid
};

/// What an integer kernel does with its sums of products, and needs.
struct IntegerShape {
  double largest_part_sum;  ///< of the products of one part (BlockNorms); infinity: it does not matter
  int dropped_bits;         ///< low bits that the sum of all products does not keep
  int floored_sums;         ///< sums that drop them
  std::int64_t group;       ///< k is filled up to a multiple of this
  std::int64_t centroid_words, workspace_words;
};

/// Ranks the centroids for the rows of a block by exact products of whole numbers of 16 bits.
struct IntegerKernels {
  double speed;  ///< products in the time of one in float, measured
  IntegerShape (*shape)(std::int64_t k, std::int64_t d);
  /// `whole` is k x d, each within 32,639; writes centroid_words.
  void (*pack)(const std::int16_t* whole, std::int64_t k, std::int64_t d, std::int32_t* words);
  void (*measure)(const float* block, const float* centre, std::int64_t d, BlockNorms& norms);
  /// As Kernels::product_nearest; workspace: workspace_words, 64-byte aligned.
  void (*nearest)(const float* block, const BlockNorms& norms, const IntegerTable& table, std::int32_t* workspace,
                  std::int32_t* labels, float* sq_margin);
};

/// Centroids of one group, stored column by column.
inline constexpr int k_neighbour_group = 16;

/// Passes of canonical distances. X is the type of the points, A that of the chain (one_answer.hpp). `blocks` points to
/// `count` blocks of points, centroids are row-major; results are count * k_block_rows long and 64-byte aligned.
template <class X, class A>
struct ChainKernels {
  /// Nearest of k centroids, ties to the lowest index.
  void (*nearest)(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, std::int64_t k, A* sq,
                  std::int32_t* labels);
  /// The same with the distance to the second nearest, +infinity for k = 1.
  void (*nearest_two)(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, std::int64_t k, A* sq,
                      std::int32_t* labels, A* second);
  /// Distances to the centroids of the rows' labels.
  void (*to_labels)(const X* blocks, std::int64_t count, std::int64_t d, const A* centroids, const std::int32_t* labels,
                    A* sq);
  /// Of k row-major ones (up to 2^24), to how many the distance is at most `limit`.
  void (*within)(const X* blocks, std::int64_t count, std::int64_t d, const A* others, std::int64_t k, A limit,
                 std::int32_t* counts);
  /// out = min(sq, distance to one centroid); out may be sq.
  void (*lowered)(const X* blocks, std::int64_t count, std::int64_t d, const A* centroid, const A* sq, A* out);
  /// Distances of one row, whose values are k_block_rows apart, to the centroids of `count` groups. Returns the least.
  A (*group_distances)(const X* row, std::int64_t d, const A* groups, std::int64_t count, A* sq);
};

/// Sum of rint(w sq scale), each capped at 2^52, w = 1 for weights == nullptr. n <= 2,048.
template <class A>
using SumQuantised = std::uint64_t (*)(const A* sq, const double* weights, std::int64_t n, double scale);

/// Rows of one cluster, transposed: value j of row r is values[j * stride + r]. Rows up to the stride, a multiple of
/// k_tile_unit, are copies of the last one.
template <class Y>
struct RowTile {
  const Y* values;
  std::int64_t stride;
  std::int64_t rows;
};

/// The silhouette's passes over tiles of points of type Y.
template <class Y>
struct TileKernels {
  /// Sums of the Euclidean distances of every row of each tile to the rows of the other: row_sums has a.rows of them and
  /// col_sums b.rows, and both room for k_tile_rows. Equal rows are at distance 0; relative error below 20 units in the
  /// last place.
  void (*pair_sums)(const RowTile<Y>& a, const RowTile<Y>& b, std::int64_t d, Y* row_sums, Y* col_sums);
  /// Squared distances of the rows up to the stride to `mean`, in double.
  void (*offsets)(const RowTile<Y>& tile, std::int64_t d, const double* mean, double* sq);
  /// With u the rows less the mean: u' products u - cubes' u, where products is the lower triangle of a symmetric d x d
  /// matrix, d <= k_max_moment_cols.
  void (*moment_forms)(const RowTile<Y>& tile, std::int64_t d, const double* mean, const double* cubes,
                       const double* products, double* forms);
};

/// value * factor + term, in float.
struct Affine {
  float factor, term;

  float of(float value) const { return value * factor + term; }
};

/// What proves the labels of rows, of the root of their distance to their own centroid: that `below` of it is below what
/// is kept; or that twice `above` of it is below `least`, which then makes what is kept (row_bounds.hpp,
/// neighbourhoods.hpp).
struct RowTest {
  Affine below, above, kept_beyond;
  const float* least;  ///< for each centroid
};

/// Tests and makes the bounds of n rows (row_bounds.hpp). A is the type of the chain; sqrt is that of A, rounded to
/// float before it is scaled.
template <class A>
struct BoundKernels {
  /// Lists the rows whose labels the test does not prove; rows has room for Changes::k_slack more. Returns how many.
  std::int64_t (*uncertain)(const A* sq, const std::int32_t* labels, float* kept, std::int64_t n, const RowTest& test,
                            std::int32_t* rows);
  /// kept = sqrt(sq) factor + term, with the largest finite number for an infinite sq.
  void (*keep)(const A* sq, std::int64_t n, Affine bound, float* kept);
};

/// What makes a margin of a row: below of the root of the distance to the nearest other centroid less above of that to
/// the own (row_margins.hpp).
struct MarginTerms {
  Affine below, above;
};

/// Narrow float rows of a step that begins with a block, and the centroids (k x d) that they are compared with.
struct MarginRows {
  const float* blocks;
  std::int64_t d;
  const float* centroids;
  std::int64_t k;
};

/// Tests and makes the margins of rows (row_margins.hpp).
struct MarginKernels {
  /// Lists those of n rows where not kept > limit; rows has room for Changes::k_slack more. Returns how many.
  std::int64_t (*open)(const float* kept, std::int64_t n, float limit, std::int32_t* rows);
  /// Searches the listed rows; the list has room for Changes::k_slack more. Sets their kept and labels, and lists those
  /// whose label changed. Returns how many.
  std::int64_t (*search)(const MarginRows& from, const std::int32_t* rows, std::int64_t count, const MarginTerms& terms,
                         float* kept, std::int32_t* labels, Changes& changes);
  /// kept of n rows from the squared distances to their own and the nearest other centroid.
  void (*keep)(const float* sq, const float* sq_others, std::int64_t n, const MarginTerms& terms, float* kept);
};

struct Kernels {
  /// The target of the code that answers: read from within, so that a test can tell which one runs.
  const char* (*target)() = nullptr;
  ChainKernels<float, float> narrow{};     ///< float points of at most k_max_float_chain_cols columns
  ChainKernels<float, double> wide{};      ///< wider float points
  ChainKernels<double, double> doubles{};  ///< double points
  /// Labels of the nearest centroids of the rows of one block, -1 where uncertain, and by how much the squared distance
  /// to every other centroid is larger at least, 0 where uncertain; panel: d * k_block_rows floats. Null where there is
  /// no such code.
  void (*product_nearest)(const float* block, const ProductTable& table, float* panel, std::int32_t* labels,
                          float* sq_margin) = nullptr;
  /// The same by whole numbers, for points of d columns. Null where there is no such code.
  const IntegerKernels& (*integers)(std::int64_t d) = nullptr;
  /// The nearest of centroids stored column by column (`stride` apart, a multiple of k_column_unit) to one wide row.
  std::int32_t (*row_nearest)(const float* row, std::int64_t d, const float* columns, std::int64_t stride) = nullptr;
  /// Distances of the rows of one wide block to the centroids (row-major) of their labels.
  void (*label_distances)(const float* block, std::int64_t d, const float* centroids, const std::int32_t* labels,
                          double* sq) = nullptr;
  /// Distances of `count` wide rows, each to a centroid of its own.
  void (*pair_distances)(const float* const* rows, const float* const* centroids, std::int64_t count, std::int64_t d,
                         double* sq) = nullptr;
  /// Lists the centroids c < stride where not reach + term[c] < kept[c]; stride is a multiple of 16 and the list has
  /// room for Changes::k_slack more. Returns how many.
  std::int64_t (*contenders)(float reach, const float* term, const float* kept, std::int64_t stride,
                             std::int32_t* list) = nullptr;
  /// Squared distances of a wide row to the listed ones of row-major centroids, summed up in float in any order: no
  /// term meets more than d + 2 roundings.
  void (*estimates)(const float* row, const float* centroids, std::int64_t d, const std::int32_t* list,
                    std::int64_t count, float* sq) = nullptr;
  BoundKernels<float> bounds_f32{};
  BoundKernels<double> bounds_f64{};
  MarginKernels margins{};
  SumQuantised<float> sum_quantised_f32 = nullptr;
  SumQuantised<double> sum_quantised_f64 = nullptr;
  /// Lists the rows at which fresh differs from labels, then sets labels to fresh. Returns how many.
  std::int64_t (*take_labels)(const std::int32_t* fresh, std::int32_t* labels, std::int64_t n,
                              Changes& changes) = nullptr;
  /// Adds n rows (row-major) to the clusters of their labels; weights == nullptr: unweighted.
  void (*add_rows)(const ClusterTable& table, const float* rows, const double* weights, const std::int32_t* labels,
                   std::int64_t n) = nullptr;
  /// Moves the changed ones of the rows from their old clusters to those of their labels.
  void (*move_rows)(const ClusterTable& table, const float* rows, const double* weights, const std::int32_t* labels,
                    const Changes& changes, std::int64_t count) = nullptr;
  TileKernels<float> tiles_f32{};
  TileKernels<double> tiles_f64{};
};

}  // namespace shoal::cpu
