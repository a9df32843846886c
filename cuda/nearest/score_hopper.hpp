// Scores of the certified search by the tensor cores of sm_90a.
#pragma once

#include "cuda/nearest/score_pass.hpp"
#include "cuda/runtime/stream.hpp"

namespace shoal::cuda {

/// Puts the pass into the stream. A row is listed unless second score - best score > bound + p, where p <= 2^-16
/// max(|score|) is what the kernel's packing of places into scores may hide. The label of a listed row is that of a
/// nearly best score; which one is not defined. All other results are determined. n and k lie in [1, 2^31 - 1]. Cost:
/// ceil(n / 256) ceil(k / 128) 2^15 d products at the rate of the tensor cores (docs/design/0006-scores-on-sm90.md);
/// each centroid is read once for 256 rows (for 128 rows where 256 < d <= 512). Needs compute capability 9.0.
/// Error{device}.
void score_on_hopper(const Stream& stream, const ScorePass& pass);

}  // namespace shoal::cuda
