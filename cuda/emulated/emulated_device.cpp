#include "cuda/emulated/emulated_device.hpp"

#include "cuda/cuda_device.hpp"
#include "cuda/simt/emulator/control.hpp"

namespace shoal::cuda {

std::unique_ptr<Device> make_emulated_device(std::int64_t chunk_rows) {
  return make_cuda_device(0, nullptr, {.chunk_rows = chunk_rows});
}

void set_emulated_order(EmulatedOrder order, std::uint64_t seed) {
  simt::control::Options options = simt::control::options();
  options.order = order == EmulatedOrder::fifo   ? simt::control::Order::fifo
                  : order == EmulatedOrder::lifo ? simt::control::Order::lifo
                                                 : simt::control::Order::random;
  options.seed = seed;
  simt::control::set_options(options);
}

void fail_emulated_allocation(std::int64_t n) { simt::control::fail_allocation(static_cast<int>(n)); }

void fail_emulated_pinning(std::int64_t n) { simt::control::fail_pinning(static_cast<int>(n)); }

void set_emulated_memory(std::int64_t bytes) {
  simt::control::DeviceModel model = simt::control::device();
  model.memory_bytes = static_cast<std::size_t>(bytes);
  simt::control::set_device(model);
}

}  // namespace shoal::cuda
