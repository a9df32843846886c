// The properties of the GPU that the passes depend on.
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
  std::int64_t shared_bytes = 48 << 10;  ///< the most dynamic shared memory that a block may ask for
  std::int64_t memory_bytes = 0;
  /// Makes the search for the labels of wide float rows (nearest/label_search.hpp); nullptr: the certified search.
  std::unique_ptr<LabelSearch> (*label_search)() = nullptr;
};

/// Asks the driver for the properties of GPU `ordinal`. Error{device} when there is no such GPU.
Gpu find_gpu(int ordinal);

/// The number of GPUs that the driver shows. Where it is 0, why_none says why.
int count_gpus(std::string& why_none);

/// Makes this GPU the current one of the calling thread. Every pass calls it first, because the threads of a pool come
/// and go.
void use(const Gpu& gpu);

/// The number of blocks for a kernel whose blocks loop over their work: `a_processor` blocks for each processor, but no
/// more than there are blocks of work, and at least 1.
unsigned grid_for(const Gpu& gpu, int a_processor, std::int64_t blocks_of_work);

/// The number of blocks of a launch that needs all of them, at least 1. Error{memory} when it exceeds the limit of a
/// grid (2^31 - 1).
unsigned whole_grid(std::int64_t blocks);

}  // namespace shoal::cuda
