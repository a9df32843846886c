// The state of the emulated CUDA runtime: streams, allocations, errors.
//
// Streams are lazy. An operation runs when somebody waits for it; operations of other streams then run before or after
// it at random, within the rules of streams, events and the legacy default stream. So code that forgets to wait fails.
// One lock is held through every call: several host threads may use the runtime, one at a time.
#pragma once

#include <cuda_runtime_api.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "cuda/simt/emulator/control.hpp"

namespace simt::runtime {

struct EventState {
  std::uint64_t recorded = 0;  // how often the event was put into a stream
  std::uint64_t done = 0;      // how many of these points were reached
  CUstream_st* stream = nullptr;
  std::chrono::steady_clock::time_point time;
};

struct Operation {
  std::function<cudaError_t()> run;  // empty when the operation only waits
  std::shared_ptr<EventState> event;
  std::uint64_t event_count = 0;
  std::uint64_t sequence = 0;  // number of the call, over all streams
};

struct Allocation {
  std::size_t bytes = 0;
};

struct Runtime {
  std::recursive_mutex mutex;
  std::vector<CUstream_st*> streams;  // the default stream is the first
  std::map<void*, Allocation> device_memory;
  std::map<void*, std::size_t> pinned_memory;
  std::uint64_t sequence = 0;
  std::uint64_t launch_number = 0;  // counted since the options were set; with the seed, it decides the order
  std::mt19937_64 random;
  int open_depth = 0;
  int fail_in = 0;          // allocations until one fails; 0: none fails
  int fail_pinning_in = 0;  // the same for pinned memory
  cudaError_t sticky = cudaSuccess;
  std::string report;  // the report of the launch that failed
  control::Options options;
  control::DeviceModel device;
  control::Statistics statistics;

  Runtime();
};

Runtime& runtime();
using Lock = std::lock_guard<std::recursive_mutex>;

/// Remembers an error for cudaGetLastError of this thread, and returns it.
cudaError_t remember(cudaError_t error);

/// Puts an operation into a stream. If a launch has failed before, its error is returned instead.
cudaError_t enqueue(cudaStream_t stream, std::function<cudaError_t()> run);
CUstream_st& stream_of(cudaStream_t stream);
/// Runs everything in the stream, and what that waits for.
void drain(CUstream_st& stream);
void drain_all();
/// Runs one operation, of this stream or of one that it waits for. False when the stream is empty.
bool step(CUstream_st& stream);

/// While an object of this class exists, device memory may be touched; at other times the address sanitizer reports it.
class DeviceAccess {
 public:
  DeviceAccess();
  ~DeviceAccess();
  DeviceAccess(const DeviceAccess&) = delete;
  DeviceAccess& operator=(const DeviceAccess&) = delete;
};

}  // namespace simt::runtime

struct CUstream_st {
  std::deque<simt::runtime::Operation> operations;
  bool non_blocking = false;
};

struct CUevent_st {
  std::shared_ptr<simt::runtime::EventState> state;
  bool timing = true;
};
