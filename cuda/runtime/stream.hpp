// Owners of CUDA streams and events.
#pragma once

#include <cuda_runtime_api.h>

#include <utility>

#include "cuda/runtime/check.hpp"

namespace shoal::cuda {

/// A stream that no other stream waits for by itself, the default stream included.
class Stream {
 public:
  Stream() { check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "cudaStreamCreate"); }
  ~Stream() {
    if (stream_ != nullptr) cudaStreamDestroy(stream_);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  cudaStream_t get() const { return stream_; }
  /// Waits until the stream has done everything that was put into it. Errors of its kernels are thrown here.
  void wait() const { check(cudaStreamSynchronize(stream_), "a kernel"); }

 private:
  cudaStream_t stream_ = nullptr;
};

/// A point in a stream, for which other streams or the host can wait.
class Event {
 public:
  Event() { check(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "cudaEventCreate"); }
  ~Event() {
    if (event_ != nullptr) cudaEventDestroy(event_);
  }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(const Stream& stream) { check(cudaEventRecord(event_, stream.get()), "cudaEventRecord"); }
  /// Work that is put into `stream` from now on starts only after the recorded point is reached.
  void hold(const Stream& stream) const { check(cudaStreamWaitEvent(stream.get(), event_, 0), "cudaStreamWaitEvent"); }
  /// Makes the host wait until the recorded point is reached.
  void wait() const { check(cudaEventSynchronize(event_), "a kernel"); }

 private:
  cudaEvent_t event_ = nullptr;
};

}  // namespace shoal::cuda
