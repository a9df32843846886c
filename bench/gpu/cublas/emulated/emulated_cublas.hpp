// A stand-in for cuBLAS on the emulator.
#pragma once

#include "bench/gpu/cublas/cublas.hpp"

namespace shoal::cuda::baseline {

/// Functions that compute the one product that ProductSearch asks for, by plain loops in double, and refuse all else.
const CublasFunctions& emulated_cublas();

/// The error of a product, relative to the sum of the magnitudes of its terms: it is added to the sums of even rows of
/// the first operand and subtracted from those of odd rows. So it stands for the worst order of summation. Set it while
/// nothing runs.
inline float emulated_product_error = 0.0f;

}  // namespace shoal::cuda::baseline
