#include "cuda/silhouette/distances.hpp"

#include <algorithm>

#include "cuda/runtime/launch.hpp"
#include "cuda/silhouette/distances.cuh"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {
namespace {

/// The y extent of a grid.
constexpr std::int64_t k_max_grid_rows = 65535;

template <class Y, class X, class Out>
void fill_block(const Stream& stream, const DistanceTask<X, Out>& task) {
  constexpr std::int64_t most = k_max_grid_rows * k_tile_rows;
  const std::int64_t width = (task.cols.end - task.cols.begin + k_half_cols - 1) / k_half_cols;
  for (std::int64_t begin = task.rows.begin; begin < task.rows.end; begin += most) {
    DistanceTask<X, Out> part = task;
    part.rows = {begin, std::min(begin + most, task.rows.end)};
    part.out += (begin - task.rows.begin) * task.stride;
    const std::int64_t height = (part.rows.end - begin + k_tile_rows - 1) / k_tile_rows;
    const dim3 grid(static_cast<unsigned>(width), static_cast<unsigned>(height));
    launch("distances", distances<Y, X, Out>, {grid, dim3(k_pair_threads)}, stream, part);
  }
}

}  // namespace

template <class X, class Out>
void distance_block(const Stream& stream, const Strided<X>& x, RowRange rows, RowRange cols, Out* out,
                    std::int64_t stride) {
  if (cols.begin == cols.end) return;
  const DistanceTask<X, Out> task{x, rows, cols, out, stride};
  if constexpr (sizeof(X) == sizeof(float)) {
    if (x.cols <= k_max_float_chain_cols) return fill_block<float>(stream, task);
  }
  fill_block<double>(stream, task);
}

template void distance_block(const Stream&, const Strided<float>&, RowRange, RowRange, float*, std::int64_t);
template void distance_block(const Stream&, const Strided<float>&, RowRange, RowRange, double*, std::int64_t);
template void distance_block(const Stream&, const Strided<double>&, RowRange, RowRange, float*, std::int64_t);
template void distance_block(const Stream&, const Strided<double>&, RowRange, RowRange, double*, std::int64_t);

}  // namespace shoal::cuda
