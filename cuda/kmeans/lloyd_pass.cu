#include "cuda/kmeans/lloyd_pass.hpp"

#include "cuda/kmeans/label_moves.cuh"
#include "cuda/kmeans/lloyd_narrow.cuh"
#include "cuda/kmeans/lloyd_narrow.hpp"
#include "cuda/kmeans/wide_sums.cuh"
#include "cuda/nearest/narrow_launch.hpp"
#include "cuda/runtime/launch.hpp"

namespace shoal::cuda {
namespace {

/// The most rows that one round of moves takes. The workspace of a round is about 80 bytes a row.
constexpr std::int64_t k_most_moved_rows = std::int64_t{1} << 23;

/// The number of groups of threads, so that a group has about as many threads as a row has numbers.
int groups_for(std::int64_t numbers) {
  int width = 2;
  while (width < numbers && width < k_move_threads) width *= 2;
  return k_move_threads / width;
}

/// Moves rows of a chunk from the clusters of their old labels to those of the fresh labels in the buffers; `anew`:
/// adds all of them instead. `sq` are the distances to the fresh centroids, or nullptr.
template <class X>
void move_rows(CudaKMeansState& state, const Chunk<X>& chunk, RowRange range, std::int64_t k, const double* sq,
               bool anew) {
  const std::int64_t count = range.end - range.begin, d = chunk.x.cols;
  MoveBuffers& buffers = state.moves;
  buffers.counts.need(k);
  buffers.total.need(1);
  buffers.rows.need(2 * count);
  buffers.clusters.need(2 * count);
  const SumsLayout layout{k, d};
  const Relabelling relabelling{range.begin,    count, buffers.fresh.data(), state.labels(), sq, state.weights.data(),
                                state.sq_scale, anew};
  const Moves moves{buffers.counts.data(), buffers.total.data(), buffers.rows.data(), buffers.clusters.data()};
  const unsigned grid = whole_grid((count + k_move_rows - 1) / k_move_rows);
  const std::size_t counters = k <= k_shared_clusters ? static_cast<std::size_t>(k) * sizeof(unsigned) : 0;
  const int clusters = static_cast<int>(k);
  fill_bytes(state.stream, moves.counts, 0, k);
  launch("count_moves", count_moves, {grid, k_move_threads, counters}, state.stream, relabelling, moves, clusters,
         state.sums.data() + layout.inertia(), state.sums.data() + layout.changed());
  launch("place_moves", place_moves, {1, k_move_threads}, state.stream, moves, clusters);
  launch("scatter_moves", scatter_moves, {grid, k_move_threads, 2 * counters}, state.stream, relabelling, moves,
         clusters);
  const unsigned adders =
      grid_for(state.gpu, tuning::k_streaming_blocks, (2 * count + k_move_entries - 1) / k_move_entries);
  launch("add_moves", add_moves<X>, {adders, k_move_threads}, state.stream, chunk.x, chunk.first_row, range.begin,
         moves, RowQuantiser{state.value_scale.data(), state.weights.data(), state.weight_scale}, clusters,
         groups_for(d + 2), state.sums.data());
}

/// Calls round(chunk, rows) for all rows of a range, at most k_most_moved_rows at a time.
template <class X, class Round>
void for_each_round(const CudaKMeansState& state, RowRange range, const Round& round) {
  state.points.for_each_chunk<X>(state.stream, range, [&](const Chunk<X>& chunk, RowRange rows) {
    for (std::int64_t begin = rows.begin; begin < rows.end; begin += k_most_moved_rows) {
      round(chunk, RowRange{begin, std::min(begin + k_most_moved_rows, rows.end)});
    }
  });
}

template <class X>
void moving_pass(CudaKMeansState& state, RowRange range) {
  const std::int64_t n = state.points.rows(), k = state.centroids.k();
  const bool all = range.begin == 0 && range.end == n;
  const bool anew = !all || state.kept_k != k;
  const SumsLayout layout{k, state.points.cols()};
  // The inertia and the number of changes are those of this pass alone. The totals stay when rows are moved between
  // them.
  const std::int64_t first = anew ? 0 : layout.inertia();
  fill_bytes(state.stream, state.sums.data() + first, 0, layout.size() - first);
  if (first > 0) {
    launch("carry_sums", carry_sums, {grid_for(state.gpu, 4, first / k_sums_threads), k_sums_threads}, state.stream,
           state.sums.data(), first);
  }
  for_each_round<X>(state, range, [&](const Chunk<X>& chunk, RowRange rows) {
    MoveBuffers& buffers = state.moves;
    buffers.fresh.need(rows.end - rows.begin);
    buffers.sq.need(rows.end - rows.begin);
    state.nearest(state.stream, chunk, rows, state.centroids, {buffers.fresh.data(), buffers.sq.data(), nullptr});
    move_rows(state, chunk, rows, k, buffers.sq.data(), anew);
  });
  state.kept_k = all ? k : 0;
}

template <class X>
void sum_given(CudaKMeansState& state, std::span<const std::int32_t> labels, std::int64_t k) {
  for_each_round<X>(state, {0, state.points.rows()}, [&](const Chunk<X>& chunk, RowRange rows) {
    const std::int64_t count = rows.end - rows.begin;
    state.moves.fresh.need(count);
    to_device(state.stream, state.moves.fresh.data(), labels.data() + rows.begin, count);
    move_rows(state, chunk, rows, k, nullptr, true);
  });
}

void fused(CudaKMeansState& state, RowRange range, Labels labels, const int* ended) {
  const SumsLayout layout{state.centroids.k(), state.points.cols()};
  launch("clear_sums", clear_sums, {grid_for(state.gpu, 4, layout.size() / k_sums_threads), k_sums_threads},
         state.stream, state.sums.data(), layout.size(), ended);
  state.kept_k = 0;
  const auto pass = state.weights.size() > 0 ? lloyd_narrow_weighted : lloyd_narrow_unweighted;
  pass(state, range, labels, ended);
}

}  // namespace

bool fused_pass(const CudaKMeansState& state, std::int64_t k) {
  if (state.points.scalar() != Scalar::f32 || !state.points.narrow()) return false;
  const auto d = static_cast<int>(state.points.cols());
  const std::int64_t bytes = narrow_counter_bytes(d, state.weights.size() > 0, k);
  return plan_narrow(state.gpu, d, k, {0, state.points.rows()}, bytes).fits;
}

void lloyd_pass(CudaKMeansState& state, RowRange range, Labels labels, const int* ended) {
  state.sums.need(SumsLayout{state.centroids.k(), state.points.cols()}.size());
  if (fused_pass(state, state.centroids.k())) {
    fused(state, range, labels, ended);
  } else if (state.points.scalar() == Scalar::f32) {
    moving_pass<float>(state, range);
  } else {
    moving_pass<double>(state, range);
  }
}

void label_pass(CudaKMeansState& state, std::span<const std::int32_t> labels, std::int64_t k) {
  const SumsLayout layout{k, state.points.cols()};
  state.sums.need(layout.size());
  fill_bytes(state.stream, state.sums.data(), 0, layout.size());
  state.kept_k = 0;
  if (state.points.scalar() == Scalar::f32) {
    sum_given<float>(state, labels, k);
  } else {
    sum_given<double>(state, labels, k);
  }
}

}  // namespace shoal::cuda
