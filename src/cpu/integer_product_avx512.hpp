// The kernel of integer_product.hpp for processors with AVX-512 and its instructions for neural networks (VNNI).
#pragma once

#include "cpu/kernels.hpp"

namespace shoal::cpu {

/// Sets integer_nearest and the name of the target; false where the code was not built. Only for processors that run it.
bool fill_integer_product(Kernels& kernels);

}  // namespace shoal::cpu
