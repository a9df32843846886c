// Launches: a grid is an operation of a stream, and its blocks run one after the other.
#include <algorithm>
#include <array>
#include <memory>
#include <numeric>

#include "cuda/simt/emulator/engine.hpp"
#include "cuda/simt/emulator/runtime/runtime.hpp"
#include "cuda/simt/emulator/scheduler.hpp"

namespace simt {

namespace {

bool valid_shape(dim3 grid, dim3 block) {
  const std::uint64_t threads = std::uint64_t{block.x} * block.y * block.z;
  return threads > 0 && threads <= k_max_threads && block.z <= 64 && grid.x > 0 && grid.y > 0 && grid.z > 0 &&
         grid.x <= 0x7fffffffu && grid.y <= 65535 && grid.z <= 65535;
}

std::vector<std::uint32_t> block_order(std::uint64_t blocks, const control::Options& options, std::uint64_t seed) {
  std::vector<std::uint32_t> order(blocks);
  std::iota(order.begin(), order.end(), 0u);
  if (options.order == control::Order::lifo) std::reverse(order.begin(), order.end());
  if (options.order == control::Order::random) {
    std::mt19937_64 random(seed);
    std::shuffle(order.begin(), order.end(), random);
  }
  return order;
}

/// Two sets of fibers take blocks in turn and are not ordered against each other, so that the thread sanitizer sees
/// races between blocks. A single set would order every block after the one before.
std::array<std::unique_ptr<Scheduler>, 2>& schedulers() {
  static auto& both =
      *new std::array<std::unique_ptr<Scheduler>, 2>{std::make_unique<Scheduler>(), std::make_unique<Scheduler>()};
  return both;
}

cudaError_t run_grid(dim3 grid, dim3 block, std::size_t smem_bytes, const std::function<void()>& body) {
  runtime::Runtime& all = runtime::runtime();
  const control::Options options = all.options;
  const std::uint64_t seed = options.seed * 1000003 + ++all.launch_number;
  ++all.statistics.launches;
  const std::uint64_t blocks = std::uint64_t{grid.x} * grid.y * grid.z;
  const std::vector<std::uint32_t> order = block_order(blocks, options, seed);
  for (auto& scheduler : schedulers()) scheduler->seed(seed * 0x9e3779b97f4a7c15ULL);
#if defined(SIMT_TSAN)
  const std::size_t sets = options.race_sets > 1 ? 2 : 1;
#else
  const std::size_t sets = 1;
#endif
  Fiber::release(&grid_start_sync);
  const Scheduler* failed = nullptr;
  for (std::size_t i = 0; i < blocks && failed == nullptr; ++i) {
    const std::uint32_t b = order[i];
    Scheduler& scheduler = *schedulers()[i % sets];
    const uint3 index{b % grid.x, b / grid.x % grid.y, b / (grid.x * grid.y)};
    if (!scheduler.run({grid, block, index, smem_bytes, &body}, options, all.statistics)) failed = &scheduler;
  }
  Fiber::acquire(&grid_end_sync);
  if (failed == nullptr) return cudaSuccess;
  all.report = failed->error();  // a thread of the block wrote it, and is ordered before this line
  return cudaErrorLaunchFailure;
}

}  // namespace

cudaError_t launch_grid(dim3 grid, dim3 block, std::size_t smem_bytes, cudaStream_t stream,
                        std::function<void()> body) {
  const runtime::Lock lock(runtime::runtime().mutex);
  int limit = 0;
  cudaDeviceGetAttribute(&limit, cudaDevAttrMaxSharedMemoryPerBlockOptin, 0);
  if (!valid_shape(grid, block) || smem_bytes > static_cast<std::size_t>(limit))
    return runtime::remember(cudaErrorInvalidConfiguration);
  return runtime::enqueue(stream, [=] { return run_grid(grid, block, smem_bytes, body); });
}

}  // namespace simt
