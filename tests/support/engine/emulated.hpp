// Running kernels on the emulator, in tests of kind simt.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cuda/simt/emulator/control.hpp"
#include "cuda/simt/simt.hpp"
#include "sanitized.hpp"

namespace simt::test {

/// Device memory with the values of a vector.
template <class T>
class OnDevice {
 public:
  explicit OnDevice(const std::vector<T>& values) : size_(values.size()) {
    EXPECT_EQ(cudaMalloc(reinterpret_cast<void**>(&data_), bytes()), cudaSuccess);
    EXPECT_EQ(cudaMemcpy(data_, values.data(), bytes(), cudaMemcpyHostToDevice), cudaSuccess);
  }
  explicit OnDevice(std::size_t size, T value = T{}) : OnDevice(std::vector<T>(size, value)) {}
  ~OnDevice() { cudaFree(data_); }
  OnDevice(const OnDevice&) = delete;
  OnDevice& operator=(const OnDevice&) = delete;

  T* data() const { return data_; }
  std::vector<T> values() const {
    std::vector<T> host(size_);
    EXPECT_EQ(cudaMemcpy(host.data(), data_, bytes(), cudaMemcpyDeviceToHost), cudaSuccess);
    return host;
  }

 private:
  std::size_t bytes() const { return size_ * sizeof(T); }
  T* data_ = nullptr;
  std::size_t size_;
};

/// Launches and waits. What was wrong, empty when nothing was; an error is forgotten afterwards.
template <class Kernel, class... A>
std::string run(Kernel* kernel, dim3 grid, dim3 block, std::size_t smem_bytes, A&&... arguments) {
  cudaError_t status = simt::launch(kernel, grid, block, smem_bytes, nullptr, std::forward<A>(arguments)...);
  if (status == cudaSuccess) status = cudaDeviceSynchronize();
  if (status == cudaSuccess) return "";
  std::string report = cudaGetErrorString(status);
  control::clear_error();
  return report;
}

/// Restores the options.
class WithOptions {
 public:
  explicit WithOptions(const control::Options& options) : before_(control::options()) { control::set_options(options); }
  ~WithOptions() { control::set_options(before_); }
  WithOptions(const WithOptions&) = delete;
  WithOptions& operator=(const WithOptions&) = delete;

 private:
  control::Options before_;
};

/// Calls f() in fifo, lifo and `seeds` random orders; fewer of these where a sanitizer slows all down.
template <class F>
void in_every_order(int seeds, F f) {
  if (shoal::test::k_address_sanitizer) seeds = (seeds + 5) / 6;
  if (shoal::test::k_thread_sanitizer) seeds = (seeds + 19) / 20;
  control::Options options;
  for (const auto order : {control::Order::fifo, control::Order::lifo}) {
    options.order = order;
    const WithOptions with(options);
    SCOPED_TRACE(order == control::Order::fifo ? "fifo" : "lifo");
    f();
  }
  options.order = control::Order::random;
  for (int seed = 1; seed <= seeds; ++seed) {
    options.seed = static_cast<std::uint64_t>(seed);
    const WithOptions with(options);
    SCOPED_TRACE("seed " + std::to_string(seed));
    f();
  }
}

}  // namespace simt::test
