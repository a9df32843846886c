// What the passes need to know of the GPU.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace shoal::cuda {

class LabelSearch;

struct Gpu {
  int ordinal = 0;
  std::string name;
  int architecture = 0;                  ///< 90 for compute capability 9.0
  int processors = 1;                    ///< streaming multiprocessors
  std::int64_t shared_bytes = 48 << 10;  ///< dynamic shared memory that a block may have
  std::int64_t memory_bytes = 0;
  /// Makes the search for the labels of wide float rows (nearest/label_search.hpp); nullptr: the certified search.
  std::unique_ptr<LabelSearch> (*label_search)() = nullptr;
};

/// Asks the driver. Error{device} when there is no such GPU.
Gpu find_gpu(int ordinal);

/// How many GPUs the driver shows; 0 with the reason where there is none.
int count_gpus(std::string& why_none);

/// Makes the GPU that of the calling thread. Every pass begins with it: threads of a pool come and go.
void use(const Gpu& gpu);

/// Blocks that keep every processor busy: `a_processor` each, but no more than there is work for.
unsigned grid_for(const Gpu& gpu, int a_processor, std::int64_t blocks_of_work);

/// Error{memory} when the number of blocks that a launch needs does not fit a grid (2^31 - 1).
unsigned whole_grid(std::int64_t blocks);

}  // namespace shoal::cuda
