// Constants that hardware decides, as data, each with what chose it.
#pragma once

#include <cstdint>

namespace shoal::cuda::tuning {

/// Shared memory of a block of the narrow passes: two blocks of 256 threads share a processor's 164 KiB (sm_80) and more.
/// Turing gives a block 64 KiB at most; there the GPU's own limit holds.
inline constexpr std::int64_t k_narrow_shared_bytes = 80 << 10;
/// Of it for centroids: 1,024 of 16 columns would take 64 KiB and leave no room for counters.
inline constexpr std::int64_t k_centroid_tile_bytes = 24 << 10;
/// Blocks a processor of the narrow passes. A thread holds four rows; 1,024 threads keep 48 KiB of 3-column rows in
/// flight, what latency times bandwidth asks for.
inline constexpr int k_narrow_blocks = 2;
/// Rows that 32-bit counters of 14-bit limbs hold, less one block's last round.
inline constexpr std::int64_t k_most_rows_of_a_block = (std::int64_t{1} << 18) - 1024;

/// Blocks a processor of the kernels that walk lists and columns.
inline constexpr int k_streaming_blocks = 8;

/// Iterations launched before the host looks whether the run has ended: a launch costs some 2 us and a look some 15, and
/// what was launched in vain ends at once.
inline constexpr long long k_iterations_ahead = 4;

/// The certified search scores tiles of 128 centroids and takes seven launches; below so many the canonical chain alone does
/// less work. (Counted, not measured.)
inline constexpr std::int64_t k_least_certified_centroids = 16;

/// Fits of one block (batch.hpp): rows whose masses a warp of 256 threads adds up in 64 bits (64 rows a thread, 52 bits
/// and one).
inline constexpr std::int64_t k_batch_rows = std::int64_t{1} << 14;
/// n x d x k of a pass: some 2.5 instructions each on the 128 lanes of a processor are 80,000 cycles, as long as the
/// launches of a pass by all processors take.
inline constexpr std::int64_t k_batch_work = std::int64_t{1} << 22;
/// Shared memory that replicas of counters may fill: four blocks a processor leave more than half of it to the first
/// cache, where the points stay.
inline constexpr std::int64_t k_batch_shared_bytes = 24 << 10;
/// Static shared memory of the kernels, rounded up.
inline constexpr std::int64_t k_batch_static_bytes = 4 << 10;
/// Iterations of a launch, after which the host looks whether it was cancelled.
inline constexpr std::int64_t k_batch_iterations = 128;

}  // namespace shoal::cuda::tuning
