#include "cuda/nearest/score_hopper.hpp"

#include <algorithm>

#include "cuda/nearest/score_hopper.cuh"
#include "cuda/runtime/launch.hpp"

namespace shoal::cuda {
namespace {

constexpr std::int64_t k_shared_bytes = 227 * 1024;  // the most that a block may have
constexpr std::int64_t k_alignment = 1024;           // at most so much is lost at the start
constexpr std::int64_t k_two_sets = 128 * 1024;      // two sets of rows are kept if they take no more than this

simt::TensorMap map_of(const HalfRows& matrix, int box_rows) {
  simt::TensorMap map{};
  check(simt::make_tensor_map(map, matrix.values, matrix.rows, matrix.cols, matrix.stride, box_rows),
        "a TMA descriptor (the driver must be that of CUDA 12 or later)");
  return map;
}

std::int32_t multiprocessors() {
  int device = 0, count = 0;
  check(cudaGetDevice(&device), "cudaGetDevice");
  check(cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, device), "cudaDeviceGetAttribute");
  return count;
}

template <int Blocks, bool Resident>
void launch_score(const Stream& stream, const ScorePass& pass) {
  using Extents = hopper::Extents<Blocks, Resident>;
  const std::int64_t room = k_shared_bytes - k_alignment - static_cast<std::int64_t>(sizeof(hopper::Barriers));
  hopper::Plan plan{};
  plan.chunks = static_cast<int>((pass.points.cols + hopper::k_chunk - 1) / hopper::k_chunk);
  const std::int64_t set = Resident ? plan.chunks * Extents::k_row_chunk : 0;
  plan.slots = !Resident ? 0 : 2 * set <= k_two_sets ? 2 : 1;
  const std::int64_t ring = room - plan.slots * set;
  plan.stages = static_cast<int>(std::min<std::int64_t>(ring / Extents::k_stage, hopper::k_max_stages));
  // The other warpgroup must free stages before the ring comes round, so it starts two stages earlier.
  plan.lead = std::min(plan.chunks, plan.stages - 2);

  const hopper::Task task{pass.points.rows,    static_cast<std::int32_t>(pass.centroids.rows),
                          pass.half_sq,        pass.bound,
                          pass.labels,         pass.uncertain,
                          pass.uncertain_count};
  const std::int64_t turns = (pass.points.rows + Extents::k_rows - 1) / Extents::k_rows;
  LaunchShape shape{};
  shape.grid = dim3(static_cast<unsigned>(std::min<std::int64_t>(turns, multiprocessors())));
  shape.block = dim3(hopper::k_threads);
  shape.shared_bytes = static_cast<std::size_t>(k_alignment + plan.slots * set + plan.stages * Extents::k_stage +
                                                static_cast<std::int64_t>(sizeof(hopper::Barriers)));
  launch("score", &hopper::score<Blocks, Resident>, shape, stream, map_of(pass.points, Extents::k_rows),
         map_of(pass.centroids, hopper::k_tile), task, plan);
}

}  // namespace

void score_on_hopper(const Stream& stream, const ScorePass& pass) {
  // Rows stay in shared memory where they fit: 256 rows of up to 256 columns, or 128 rows of up to 512.
  if (pass.points.cols <= 256) {
    launch_score<2, true>(stream, pass);
  } else if (pass.points.cols <= 512) {
    launch_score<1, true>(stream, pass);
  } else {
    launch_score<2, false>(stream, pass);
  }
}

}  // namespace shoal::cuda
