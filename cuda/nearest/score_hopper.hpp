// Scores of the certified search by the tensor cores of sm_90a.
#pragma once

#include "cuda/nearest/score_pass.hpp"
#include "cuda/runtime/stream.hpp"

namespace shoal::cuda {

/// Puts the pass into the stream. A row is listed unless its gap exceeds its bound by what the kernel's own packing may
/// hide (less than 2^-16 of the larger score). The label of a listed row is one of the nearly best, which one is not
/// defined; everything else is determined. n and k are from 1 to 2^31 - 1. Cost: ceil(n / 256) ceil(k / 128) 2^15 d products
/// at the rate of the tensor cores (docs/design/0006-scores-on-sm90.md); each centroid is read once for 256 rows (128 for
/// 256 < d <= 512). Needs compute capability 9.0. Errors: Error{device}.
void score_on_hopper(const Stream& stream, const ScorePass& pass);

}  // namespace shoal::cuda
