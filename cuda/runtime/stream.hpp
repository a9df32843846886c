// Streams and events that clean up after themselves.
#pragma once

#include <cuda_runtime_api.h>

#include <utility>

#include "cuda/runtime/check.hpp"

namespace shoal::cuda {

/// An own stream, not ordered against others.
class Stream {
 public:
  Stream() { check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "cudaStreamCreate"); }
  ~Stream() {
    if (stream_ != nullptr) cudaStreamDestroy(stream_);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  cudaStream_t get() const { return stream_; }
  /// Waits until all that was put into the stream is done. Errors of its kernels come out here.
  void wait() const { check(cudaStreamSynchronize(stream_), "a kernel"); }

 private:
  cudaStream_t stream_ = nullptr;
};

/// A point in a stream that another stream can wait for.
class Event {
 public:
  Event() { check(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "cudaEventCreate"); }
  ~Event() {
    if (event_ != nullptr) cudaEventDestroy(event_);
  }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(const Stream& stream) { check(cudaEventRecord(event_, stream.get()), "cudaEventRecord"); }
  /// What is put into `stream` from now on starts after the recorded point.
  void hold(const Stream& stream) const { check(cudaStreamWaitEvent(stream.get(), event_, 0), "cudaStreamWaitEvent"); }
  /// The host waits.
  void wait() const { check(cudaEventSynchronize(event_), "a kernel"); }

 private:
  cudaEvent_t event_ = nullptr;
};

}  // namespace shoal::cuda
