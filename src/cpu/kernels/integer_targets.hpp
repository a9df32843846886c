// The kernels of integer_product.hpp, one for each instruction set that they need; each only for processors that run it.
#pragma once

#include "cpu/kernels/kernels.hpp"

#if defined(__x86_64__)
namespace shoal::cpu {

/// AVX-512 with its instructions for neural networks.
const IntegerKernels& vnni_integers();

/// The matrix unit (AMX) beside AVX-512.
const IntegerKernels& amx_integers();
/// Whether the processor has it and the system lets this process use it.
bool runs_amx();

}  // namespace shoal::cpu
#endif
