// How tests steer the emulator. Any thread may call these functions; they take effect at the next launch or call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace simt::control {

enum class Order { fifo, lifo, random };

struct Options {
  Order order = Order::random;      ///< the order in which threads of a block, and blocks of a grid, take turns
  std::uint64_t seed = 1;           ///< seed of the random order of threads, and of the order of streams
  unsigned yield_permille = 100;    ///< chance, in 1/1000, that a thread gives way at an atomic (random order)
  bool scramble = true;             ///< fill shared memory with NaN patterns at the start of a block
  bool early_exit_is_error = true;  ///< report threads that have returned while others wait at a barrier
  int race_sets = 2;  ///< thread sanitizer: with 2, races between blocks show, too; with 1, only those within a block
  std::uint64_t idle_yields = 20'000'000;  ///< turns of spinning threads, without any other event, before a report
};

/// The options. At the start, SHOAL_SIMT_ORDER (fifo, lifo, random) and SHOAL_SIMT_SEED of the environment override the
/// defaults above.
Options options();
void set_options(const Options& options);

/// The device that cudaGetDeviceProperties describes. At the start it has compute capability 9.0 and 4 multiprocessors.
struct DeviceModel {
  int major = 9;
  int minor = 0;
  int multiprocessors = 4;
  std::size_t memory_bytes = std::size_t{16} << 30;  ///< cudaMalloc fails when more is asked for
};
DeviceModel device();
void set_device(const DeviceModel& model);

/// Makes the n-th allocation of device memory from now on fail, once; 0: none fails.
void fail_allocation(int n);
/// The same for pinned memory of the host.
void fail_pinning(int n);

/// The error of mma, relative to the sum of the magnitudes that it adds up: it is added to the sums of even columns and
/// subtracted from those of odd ones. So it stands for the worst that a tensor core may do. Set it while no kernel
/// runs.
inline float mma_error = 0.0f;

struct Statistics {
  std::uint64_t launches = 0;
  std::uint64_t blocks = 0;
  std::uint64_t threads = 0;
  std::uint64_t switches = 0;  ///< switches from one thread to another
  std::uint64_t barriers = 0;
  std::uint64_t warp_operations = 0;
  std::uint64_t device_bytes = 0;       ///< bytes of device memory allocated now
  std::uint64_t device_bytes_peak = 0;  ///< the most bytes allocated since the last reset
};
Statistics statistics();
void reset_statistics();

/// The report of the last launch that failed; empty when none has failed.
std::string last_error();
/// Forgets a failed launch, after which a real process could not use the GPU any more. All streams must have been
/// waited for.
void clear_error();

}  // namespace simt::control
