// What kernels call of the emulator, below CUDA's names.
#pragma once

// Only the headers for host code: cuda_runtime.h would declare threadIdx in its own way.
#include <cuda_runtime_api.h>
#include <vector_functions.h>

#include <cstddef>
#include <cstdint>
#include <functional>

// Moves values between threads on behalf of the hardware: must not look like an access of the kernel to the race
// detector.
#define SIMT_RAW __attribute__((no_sanitize("thread"), noinline))

// Call sites for the reports: SIMT_SITE as the last parameters, SIMT_HERE as the argument to pass on.
#define SIMT_SITE const char *simt_file = __builtin_FILE(), int simt_line = __builtin_LINE()
#define SIMT_HERE \
  simt::Site { simt_file, simt_line }

// CUDA's built-in variables; the scheduler writes them at each switch.
extern uint3 threadIdx, blockIdx;
extern dim3 blockDim, gridDim;
inline constexpr int warpSize = 32;

namespace simt {

struct Site {
  const char* file;
  int line;
};

/// Computes a collective for all participants at once: data[i] is what participant i handed in (lane i, or thread i of
/// the group), valid where `mask` says so (warp) or for all `count` (group).
using WarpFn = void (*)(void** data, std::uint32_t mask);
using GroupFn = void (*)(void** data, unsigned count);

/// __syncthreads of the calling thread.
void barrier(Site site);
/// The same, and returns for how many threads `predicate` is true.
int barrier_count(bool predicate, Site site);
/// A collective of the lanes in `mask`; returns when all of them (or all that have not exited) have called it and `fn`
/// ran. `orders_memory` as __syncwarp does.
void warp_op(WarpFn fn, void* data, std::uint32_t mask, bool orders_memory, Site site);
/// A collective of `count` consecutive threads, a multiple of 32: those of the aligned range the caller is in (128: a
/// warpgroup). Every one of them must call it.
void group_op(GroupFn fn, void* data, unsigned count, bool orders_memory, Site site);
/// Lets other threads of the block run. A block that does nothing else any more is reported.
void yield(SIMT_SITE);
/// Tells that something a spinning thread may wait for has happened (a host twin of an asynchronous instruction calls
/// it).
void made_progress();
/// Sometimes yield(), by the seed: called where the order of threads matters, at atomics.
void maybe_yield();
/// __threadfence.
void fence();
/// Ends the launch with an error.
void fail(const char* message, Site site);

unsigned lane();
/// The calling thread's index in its block.
unsigned linear_thread();

/// Storage of a static shared array, identified by `key`.
void* shared_slot(const void* key, std::size_t bytes, std::size_t align);
void* dynamic_smem_raw();

/// cp.async: the copy lands when the thread waits for its group. Bytes from `valid` to `bytes` become zeros.
void cp_async_push(void* to, const void* from, unsigned bytes, unsigned valid, Site site);
void cp_async_close_group();
void cp_async_wait_until(unsigned open_groups);

/// Puts one kernel into a stream; `body` is what each thread does.
cudaError_t launch_grid(dim3 grid, dim3 block, std::size_t smem_bytes, cudaStream_t stream, std::function<void()> body);

}  // namespace simt
