// Constants that depend on the hardware, each with the reason for its value.
#pragma once

#include <cstdint>

namespace shoal::cuda::tuning {

/// Shared memory that a block of the narrow passes may use. With 80 KiB, two blocks of 256 threads fit into the 164 KiB
/// of a processor of sm_80, or the more of later ones. Turing gives a block at most 64 KiB; there the GPU's own limit
/// holds.
inline constexpr std::int64_t k_narrow_shared_bytes = 80 << 10;
/// The part of that memory for centroids. 1,024 centroids of 16 columns would take 64 KiB and leave no room for
/// counters.
inline constexpr std::int64_t k_centroid_tile_bytes = 24 << 10;
/// Blocks of the narrow passes on a processor. A block has 256 threads, and a thread loads four rows at a time: of 3
/// columns, that is 24 KiB in flight for the two blocks.
inline constexpr int k_narrow_blocks = 2;
/// The most rows that a block of the narrow passes adds up: what the counters hold (limb_counters.cuh), less the rows
/// of the block's last round.
inline constexpr std::int64_t k_most_rows_of_a_block = (std::int64_t{1} << 18) - 1024;

/// Blocks on a processor of the kernels that stream through lists and columns.
inline constexpr int k_streaming_blocks = 8;

/// Iterations that are launched before the host looks whether the run has ended. A launch costs about 2 us and a look
/// about 15 us; iterations that were launched after the end of the run return at once.
inline constexpr long long k_iterations_ahead = 4;

/// Below this number of centroids the canonical chain alone does less work than the certified search, which scores
/// tiles of 128 centroids and takes seven launches. (Counted, not measured.)
inline constexpr std::int64_t k_least_certified_centroids = 16;

/// The most rows of a fit in one block (batch.hpp). Each of its 256 threads takes at most 64 of these rows; a quantised
/// squared distance is at most 2^52, so a warp's sum is at most 32 x 64 x 2^52 = 2^63, which fits 64 bits.
inline constexpr std::int64_t k_batch_rows = std::int64_t{1} << 14;
/// The largest n d k for which one block does a pass. At some 2.5 instructions a multiply-add on the 128 lanes of a
/// processor, that is 80,000 cycles: as long as the launches take by which all processors would do the pass.
inline constexpr std::int64_t k_batch_work = std::int64_t{1} << 22;
/// The shared memory that replicas of counters may fill in such a block. Four blocks of a processor then leave more
/// than half of its memory to the first-level cache, where the points stay.
inline constexpr std::int64_t k_batch_shared_bytes = 24 << 10;
/// The static shared memory of those kernels, rounded up.
inline constexpr std::int64_t k_batch_static_bytes = 4 << 10;
/// Iterations of one launch. Between two launches the host looks whether the fit was cancelled.
inline constexpr std::int64_t k_batch_iterations = 128;

}  // namespace shoal::cuda::tuning
