// Runs kernels of sm_90a under the emulator, in several orders of threads.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "cuda/simt/emulator/control.hpp"
#include "cuda/simt/hopper.hpp"
#include "emulated_copies.hpp"

namespace shoal::cuda {

/// Halves whose products and sums of 16 are exact in float: multiples of 1/8 between -4 and 4.
inline std::vector<__half> exact_halves(std::int64_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> eighths(-32, 32);
  std::vector<__half> values(static_cast<std::size_t>(count));
  for (__half& v : values) v = __float2half(static_cast<float>(eighths(random)) / 8);
  return values;
}

/// Calls `run` in fifo order, in lifo order and with three seeds; the options are what they were afterwards.
inline void in_every_order(const std::function<void()>& run) {
  const auto before = simt::control::options();
  auto with = [&](simt::control::Order order, std::uint64_t seed) {
    auto options = before;
    options.order = order;
    options.seed = seed;
    simt::control::set_options(options);
    SCOPED_TRACE("order " + std::to_string(static_cast<int>(order)) + ", seed " + std::to_string(seed));
    run();
  };
  with(simt::control::Order::fifo, 1);
  with(simt::control::Order::lifo, 1);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) with(simt::control::Order::random, seed);
  simt::control::set_options(before);
}

/// What was wrong with the kernel just put into the stream; empty: nothing.
inline std::string what_failed(const Stream& stream) {
  if (cudaStreamSynchronize(stream.get()) == cudaSuccess) return {};
  std::string error = simt::control::last_error();
  simt::control::clear_error();
  return error.empty() ? "failed without a report" : error;
}

}  // namespace shoal::cuda
