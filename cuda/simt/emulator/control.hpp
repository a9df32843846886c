// How tests steer the emulator. All of it may be called from any thread; it holds for the next launch or call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace simt::control {

enum class Order { fifo, lifo, random };

struct Options {
  Order order = Order::random;      ///< in which threads of a block and blocks of a grid take turns
  std::uint64_t seed = 1;           ///< of the random order, and of the order of streams
  unsigned yield_permille = 100;    ///< chance that a thread gives way at an atomic (random order)
  bool scramble = true;             ///< fill shared memory with NaN patterns at the start of a block
  bool early_exit_is_error = true;  ///< report threads that have returned while others wait at a barrier
  int race_sets = 2;                ///< thread sanitizer: 2 shows races between blocks as well, 1 within a block only
  std::uint64_t idle_yields = 20'000'000;  ///< turns of spinning threads, with nothing else happening, before a report
};

/// At the start: SHOAL_SIMT_ORDER (fifo, lifo, random) and SHOAL_SIMT_SEED of the environment, else the defaults above.
Options options();
void set_options(const Options& options);

/// The device that cudaGetDeviceProperties tells of. At the start: compute capability 9.0, 4 multiprocessors.
struct DeviceModel {
  int major = 9;
  int minor = 0;
  int multiprocessors = 4;
  std::size_t memory_bytes = std::size_t{16} << 30;  ///< cudaMalloc fails beyond
};
DeviceModel device();
void set_device(const DeviceModel& model);

/// The n-th allocation of device memory from now on fails, once; 0: none.
void fail_allocation(int n);
/// The same of pinned memory of the host.
void fail_pinning(int n);

/// What mma adds to sums of even columns and takes from those of odd ones, in terms of the sum of the magnitudes of what it
/// adds up: the worst that a tensor core may do. Set it while no kernel runs.
inline float mma_error = 0.0f;

struct Statistics {
  std::uint64_t launches = 0;
  std::uint64_t blocks = 0;
  std::uint64_t threads = 0;
  std::uint64_t switches = 0;  ///< from thread to thread
  std::uint64_t barriers = 0;
  std::uint64_t warp_operations = 0;
  std::uint64_t device_bytes = 0;       ///< allocated now
  std::uint64_t device_bytes_peak = 0;  ///< the most since the last reset
};
Statistics statistics();
void reset_statistics();

/// What was wrong with the last launch that failed; empty when none has.
std::string last_error();
/// Forgets a failed launch, after which a real process could not use the GPU any more. Streams must have been waited
/// for.
void clear_error();

}  // namespace simt::control
