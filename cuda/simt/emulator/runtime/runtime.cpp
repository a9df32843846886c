#include "cuda/simt/emulator/runtime/runtime.hpp"

#include <cstdlib>
#include <string_view>

#include "cuda/simt/emulator/poison.hpp"

namespace simt::runtime {

namespace {
control::Options options_of_environment() {
  control::Options options;
  if (const char* order = std::getenv("SHOAL_SIMT_ORDER")) {
    if (std::string_view(order) == "fifo") options.order = control::Order::fifo;
    if (std::string_view(order) == "lifo") options.order = control::Order::lifo;
  }
  if (const char* seed = std::getenv("SHOAL_SIMT_SEED")) options.seed = std::strtoull(seed, nullptr, 10);
  return options;
}
}  // namespace

Runtime::Runtime() : options(options_of_environment()) {
  random.seed(options.seed);
  static CUstream_st default_stream;
  streams.push_back(&default_stream);
}

Runtime& runtime() {
  // never destroyed, because static destructors of a program may still free memory
  static Runtime& only = *new Runtime;
  return only;
}

CUstream_st& stream_of(cudaStream_t stream) {
  const bool is_default = stream == nullptr || stream == cudaStreamLegacy || stream == cudaStreamPerThread;
  return is_default ? *runtime().streams.front() : *stream;
}

cudaError_t enqueue(cudaStream_t stream, std::function<cudaError_t()> run) {
  const Lock lock(runtime().mutex);
  if (runtime().sticky != cudaSuccess) return remember(runtime().sticky);
  Operation operation;
  operation.run = std::move(run);
  operation.sequence = ++runtime().sequence;
  stream_of(stream).operations.push_back(std::move(operation));
  return cudaSuccess;
}

namespace {
/// The stream that must go on before the first operation of this one may run: the stream in which the awaited event was
/// recorded, or, by the rules of the legacy default stream, one with an older operation. The operation that is waited
/// for is always older, so there is no ring. nullptr when none must.
CUstream_st* blocker(CUstream_st& stream) {
  Runtime& all = runtime();
  const Operation& first = stream.operations.front();
  if (first.event && first.event->done < first.event_count) return first.event->stream;
  CUstream_st& default_stream = *all.streams.front();
  if (&stream != &default_stream) {
    const bool behind = !stream.non_blocking && !default_stream.operations.empty() &&
                        default_stream.operations.front().sequence < first.sequence;
    return behind ? &default_stream : nullptr;
  }
  for (CUstream_st* other : all.streams)
    if (other != &stream && !other->non_blocking && !other->operations.empty() &&
        other->operations.front().sequence < first.sequence)
      return other;
  return nullptr;
}
}  // namespace

bool step(CUstream_st& stream) {
  if (stream.operations.empty()) return false;
  if (CUstream_st* other = blocker(stream)) return step(*other);
  const Operation operation = std::move(stream.operations.front());
  stream.operations.pop_front();
  if (!operation.run) return true;
  const DeviceAccess access;
  // After a failed launch nothing runs any more, as in a process that has lost its GPU context.
  if (runtime().sticky == cudaSuccess) runtime().sticky = remember(operation.run());
  return true;
}

void drain(CUstream_st& stream) {
  Runtime& all = runtime();
  while (!stream.operations.empty()) {
    if (all.streams.size() > 1 && all.random() % 3 == 0) {
      step(*all.streams[all.random() % all.streams.size()]);
    } else {
      step(stream);
    }
  }
}

void drain_all() {
  for (CUstream_st* stream : runtime().streams) drain(*stream);
}

DeviceAccess::DeviceAccess() {
  if (runtime().open_depth++ > 0) return;
  for (const auto& [memory, allocation] : runtime().device_memory) unpoison(memory, allocation.bytes);
}

DeviceAccess::~DeviceAccess() {
  if (--runtime().open_depth > 0) return;
  for (const auto& [memory, allocation] : runtime().device_memory) poison(memory, allocation.bytes);
}

}  // namespace simt::runtime
