// The functions of the emulator that kernels call, below CUDA's names.
#pragma once

// Only headers for host code: cuda_runtime.h would declare threadIdx in its own way.
#include <cuda_runtime_api.h>
#include <vector_functions.h>

#include <cstddef>
#include <cstdint>
#include <functional>

// For functions that move values between threads on behalf of the hardware: the race detector must not take that for
// accesses of the kernel.
#define SIMT_RAW __attribute__((no_sanitize("thread"), noinline))

// Call sites for reports: SIMT_SITE stands as the last parameters, SIMT_HERE as the argument that passes them on.
#define SIMT_SITE const char *simt_file = __builtin_FILE(), int simt_line = __builtin_LINE()
#define SIMT_HERE \
  simt::Site { simt_file, simt_line }

// CUDA's built-in variables. The scheduler sets them at each switch.
extern uint3 threadIdx, blockIdx;
extern dim3 blockDim, gridDim;
inline constexpr int warpSize = 32;

namespace simt {

struct Site {
  const char* file;
  int line;
};

/// Computes a collective for all participants at once. data[i] points to what participant i (lane i, or thread i of the
/// group) handed in. It is valid where `mask` has bit i (warp), or for all i < count (group).
using WarpFn = void (*)(void** data, std::uint32_t mask);
using GroupFn = void (*)(void** data, unsigned count);

/// __syncthreads of the calling thread.
void barrier(Site site);
/// The same, and returns the number of threads whose `predicate` is true.
int barrier_count(bool predicate, Site site);
/// A collective of the lanes in `mask`. It returns when all of them (or all that have not returned from the kernel)
/// have called it and `fn` has run. With `orders_memory` it orders memory as __syncwarp does.
void warp_op(WarpFn fn, void* data, std::uint32_t mask, bool orders_memory, Site site);
/// A collective of `count` consecutive threads, a multiple of 32: those of the aligned range that the caller is in
/// (128: its warpgroup). Each of them must call it.
void group_op(GroupFn fn, void* data, unsigned count, bool orders_memory, Site site);
/// Lets other threads of the block run. When nothing else happens in the block any more, that is reported.
void yield(SIMT_SITE);
/// Says that something has happened for which a spinning thread may wait. The host twin of an asynchronous instruction
/// calls it.
void made_progress();
/// Calls yield() now and then, as the seed decides. It stands where the order of threads matters: at atomics.
void maybe_yield();
/// __threadfence.
void fence();
/// Ends the launch with an error.
void fail(const char* message, Site site);

unsigned lane();
/// The index of the calling thread in its block.
unsigned linear_thread();

/// The storage of the static shared array with this key.
void* shared_slot(const void* key, std::size_t bytes, std::size_t align);
void* dynamic_smem_raw();

/// cp.async: the copy is done when the thread waits for its group. Bytes from `valid` to `bytes` become zeros.
void cp_async_push(void* to, const void* from, unsigned bytes, unsigned valid, Site site);
void cp_async_close_group();
void cp_async_wait_until(unsigned open_groups);

/// Puts one kernel into a stream; `body` is what each thread runs.
cudaError_t launch_grid(dim3 grid, dim3 block, std::size_t smem_bytes, cudaStream_t stream, std::function<void()> body);

}  // namespace simt
