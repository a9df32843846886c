// What this processor can do at most on one thread, so that a pass reads as a share of it.
#pragma once

namespace shoal::bench {

/// Fused multiply-adds of floats in registers on the widest SIMD target, two operations each: 10^9 a second of processor
/// time. Measured once a process, the best of several short loops.
double fma_gflops();

/// Copying between two arrays far beyond the caches, bytes read and written (McCalpin's STREAM copy): 10^9 a second of
/// processor time. Measured once a process, the best of several copies.
double copy_gbytes_per_s();

}  // namespace shoal::bench
