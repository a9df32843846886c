// The kernels of integer_product.hpp, one for each instruction set. Only for processors that have the instructions.
#pragma once

#include "cpu/kernels/kernels.hpp"

#if defined(__x86_64__)
namespace shoal::cpu {

/// AVX-512 with VNNI, its instructions for neural networks.
const IntegerKernels& vnni_integers();

/// The matrix unit (AMX) beside AVX-512.
const IntegerKernels& amx_integers();
/// Whether the processor has the matrix unit and the system lets this process use it.
bool runs_amx();

}  // namespace shoal::cpu
#endif
