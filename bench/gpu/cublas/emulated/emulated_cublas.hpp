// Products in cuBLAS's place on the emulator.
#pragma once

#include "bench/gpu/cublas/cublas.hpp"

namespace shoal::cuda::baseline {

/// The one product that shoal asks for, by plain loops in double; all else is refused.
const CublasFunctions& emulated_cublas();

/// What a product adds to sums of even rows of the first operand and takes from those of odd ones, in terms of the sum of
/// the magnitudes of its terms: the worst that an order of summation may do. Set it while nothing runs.
inline float emulated_product_error = 0.0f;

}  // namespace shoal::cuda::baseline
