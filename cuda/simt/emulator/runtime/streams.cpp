// Streams and events.
#include <chrono>

#include "cuda/simt/emulator/runtime/runtime.hpp"

using namespace simt::runtime;

extern "C" {

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  const Lock lock(runtime().mutex);
  if (runtime().sticky != cudaSuccess) return remember(runtime().sticky);
  *stream = new CUstream_st;
  (*stream)->non_blocking = (flags & cudaStreamNonBlocking) != 0;
  runtime().streams.push_back(*stream);
  return cudaSuccess;
}
cudaError_t cudaStreamCreate(cudaStream_t* stream) { return cudaStreamCreateWithFlags(stream, cudaStreamDefault); }
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  const Lock lock(runtime().mutex);
  drain(*stream);
  std::erase(runtime().streams, stream);
  delete stream;
  return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  const Lock lock(runtime().mutex);
  drain(stream_of(stream));
  return remember(runtime().sticky);
}
cudaError_t cudaStreamQuery(cudaStream_t stream) {
  const Lock lock(runtime().mutex);
  // Some work is done between two queries, so that a loop around this call ends.
  step(stream_of(stream));
  if (runtime().sticky != cudaSuccess) return remember(runtime().sticky);
  return stream_of(stream).operations.empty() ? cudaSuccess : cudaErrorNotReady;
}
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  const Lock lock(runtime().mutex);
  Operation operation;
  operation.event = event->state;
  operation.event_count = event->state->recorded;
  operation.sequence = ++runtime().sequence;
  stream_of(stream).operations.push_back(std::move(operation));
  return cudaSuccess;
}
cudaError_t cudaDeviceSynchronize() {
  const Lock lock(runtime().mutex);
  drain_all();
  return remember(runtime().sticky);
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) {
  *event = new CUevent_st{std::make_shared<EventState>(), (flags & cudaEventDisableTiming) == 0};
  return cudaSuccess;
}
cudaError_t cudaEventCreate(cudaEvent_t* event) { return cudaEventCreateWithFlags(event, cudaEventDefault); }
cudaError_t cudaEventDestroy(cudaEvent_t event) {
  const Lock lock(runtime().mutex);
  delete event;
  return cudaSuccess;
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  const Lock lock(runtime().mutex);
  auto state = event->state;
  const std::uint64_t count = ++state->recorded;
  state->stream = &stream_of(stream);
  return enqueue(stream, [state, count] {
    state->done = count;
    state->time = std::chrono::steady_clock::now();
    return cudaSuccess;
  });
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  const Lock lock(runtime().mutex);
  EventState& state = *event->state;
  while (state.done < state.recorded && step(*state.stream)) {
  }
  return remember(runtime().sticky);
}
cudaError_t cudaEventQuery(cudaEvent_t event) {
  const Lock lock(runtime().mutex);
  EventState& state = *event->state;
  if (state.done < state.recorded) step(*state.stream);
  return state.done < state.recorded ? cudaErrorNotReady : remember(runtime().sticky);
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  const Lock lock(runtime().mutex);
  if (!start->timing || !end->timing) return remember(cudaErrorInvalidResourceHandle);
  if (start->state->done < start->state->recorded || end->state->done < end->state->recorded) return cudaErrorNotReady;
  *milliseconds = std::chrono::duration<float, std::milli>(end->state->time - start->state->time).count();
  return cudaSuccess;
}
}
