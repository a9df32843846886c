// One source, two compilers: nvcc makes GPU code of a kernel, g++ makes code that runs on the emulator (one fiber per
// CUDA thread). This is the one include of kernels and of the .cu files that launch them.
//
//   SIMT_EMULATED                      1 under g++, 0 under nvcc
//   SIMT_SHARED(T, name, [N][M])       a static shared array, aligned to 16 bytes; no extents: one T
//   simt::dynamic_smem<T>()            the block's dynamic shared memory, aligned to 128 bytes
//   simt::launch(kernel, grid, block, smem_bytes, stream, args...) -> cudaError_t
//   simt::reduce_add / min / max / or / and / xor (mask, value)   integer warp reductions on every architecture
//   simt::yield()                      belongs into every loop that spins on another thread of the block
//
// CUDA's built-in variables and intrinsics have their own names on both sides. Instructions that CUDA C++ has no name
// for are in half.hpp, mma.hpp and cp_async.hpp. Not emulated, and so not used in kernels: `<<<>>>`, inline PTX, raw
// __shared__, cooperative groups, cub's block and warp collectives, spinning on another block, implicit warp lockstep.
#pragma once

#if defined(__CUDACC__)
#include "cuda/simt/device.hpp"
#else
#include "cuda/simt/emulator/emulated.hpp"
#endif
