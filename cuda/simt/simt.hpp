// One source, two compilers: nvcc makes GPU code of a kernel, and g++ makes code that runs on the emulator (one fiber for
// each CUDA thread). Kernels, and the .cu files that launch them, include this header instead of CUDA's.
//
//   SIMT_EMULATED                      1 under g++, 0 under nvcc
//   SIMT_SHARED(T, name, [N][M])       a static shared array, aligned to 16 bytes; without extents: a single T
//   simt::dynamic_smem<T>()            the block's dynamic shared memory, aligned to 128 bytes
//   simt::launch(kernel, grid, block, smem_bytes, stream, args...) -> cudaError_t
//   simt::reduce_add / min / max / or / and / xor (mask, value)   integer warp reductions on every architecture
//   simt::yield()                      must be called in every loop that spins until another thread of the block acts
//
// CUDA's built-in variables and intrinsics have their own names on both sides. half.hpp, mma.hpp, cp_async.hpp,
// sqrt.hpp and hopper.hpp have the instructions that CUDA C++ has no name for. The emulator knows neither `<<<>>>`,
// inline PTX, raw __shared__, cooperative groups, cub's block and warp collectives, spinning on another block, nor
// implicit warp lockstep: kernels use none of them.
#pragma once

#if defined(__CUDACC__)
#include "cuda/simt/device.hpp"
#else
#include "cuda/simt/emulator/emulated.hpp"
#endif
