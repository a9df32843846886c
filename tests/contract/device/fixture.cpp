#include "fixture.hpp"

#include <algorithm>
#include <iostream>

#include "shoal/error.hpp"
#include "tried.hpp"

#if defined(SHOAL_HAS_EMULATED_DEVICE)
#include "bench/gpu/cublas/emulated/emulated_cublas_device.hpp"
#include "cuda/emulated/emulated_device.hpp"
#endif
#if defined(SHOAL_HAS_CUDA)
#include "bench/gpu/cublas/product_search.hpp"
#include "cuda/cuda_device.hpp"
#endif

namespace shoal::test {
namespace {

std::string text(Int128 value) {
  if (value < 0) return "-" + text(-value);
  const auto digit = static_cast<char>('0' + static_cast<int>(value % 10));
  return value < 10 ? std::string(1, digit) : text(value / 10) + digit;
}

#if defined(SHOAL_HAS_CUDA)
/// The first GPU with products by cuBLAS, where both are there.
void add_cublas(std::vector<DeviceFactory>& factories) {
  if (std::ranges::none_of(factories, [](const DeviceFactory& known) { return known.name == "cuda:0"; })) return;
  try {
    cuda::baseline::find_cublas();
    factories.push_back(
        {"cuda:0 cublas",
         [] { return cuda::make_cuda_device(0, nullptr, {.label_search = cuda::baseline::make_product_search}); },
         "cuda:0"});
  } catch (const Error& error) {
    std::cerr << "skipped: " << error.message() << '\n';
  }
}
#endif

/// A device without anything of its own.
struct Definitions : Device {
  DeviceInfo info() const override { return {"definitions", "every pass by its definition", true, ""}; }
};

}  // namespace

std::vector<DeviceFactory> device_factories() {
  std::vector<DeviceFactory> factories{
      {"definitions", [] { return std::make_unique<Definitions>(); }, "definitions", 5}};
  for (const std::string& name : tried_devices()) {
    factories.push_back({name, [name] { return make_device(name); }, name});
  }
#if defined(SHOAL_HAS_CUDA)
  add_cublas(factories);
#endif
#if defined(SHOAL_HAS_EMULATED_DEVICE)
  factories.push_back({"emulated", [] { return cuda::make_emulated_device(); }, "cuda:0", 7});
  factories.push_back({"emulated streamed", [] { return cuda::make_emulated_device(1024); }, "cuda:0", 29});
  // Nothing of it runs in threads of its own that the others' does not.
  if (!k_thread_sanitizer) {
    factories.push_back(
        {"emulated cublas", [] { return cuda::baseline::make_emulated_cublas_device(); }, "cuda:0", 23});
  }
#endif
  return factories;
}

Fit::Fit(Device& device, ThreadPool& threads, const Problem& problem)
    : points(device.upload(threads, problem.view())),
      state(device.kmeans().begin_fit(threads, *points, problem.weights, quantisation_of(problem))) {}

Quantisation quantisation_of(const Problem& problem) {
  const auto oracle = make_oracle_device();
  ThreadPool one(1);
  const auto points = oracle->upload(one, problem.view());
  return make_quantisation(oracle->column_stats(one, *points, problem.weights), points->scalar(),
                           !problem.weights.empty(), problem.centroids.view());
}

testing::AssertionResult same_bits(std::span<const double> wanted, std::span<const double> got) {
  if (wanted.size() != got.size()) return testing::AssertionFailure() << "lengths differ";
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (std::bit_cast<std::uint64_t>(wanted[i]) == std::bit_cast<std::uint64_t>(got[i])) continue;
    return testing::AssertionFailure() << "entry " << i << " is " << std::hexfloat << got[i] << ", not " << wanted[i];
  }
  return testing::AssertionSuccess();
}

testing::AssertionResult same_numbers(std::span<const Int128> wanted, std::span<const Int128> got) {
  if (wanted.size() != got.size()) return testing::AssertionFailure() << "lengths differ";
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == got[i]) continue;
    return testing::AssertionFailure() << "entry " << i << " of " << wanted.size() << " is " << text(got[i]) << ", not "
                                       << text(wanted[i]);
  }
  return testing::AssertionSuccess();
}

INSTANTIATE_TEST_SUITE_P(Devices, DeviceContract, testing::ValuesIn(device_factories()), [](const auto& info) {
  std::string name = info.param.name;
  for (char& c : name) c = c == ':' || c == ' ' ? '_' : c;
  return name;
});

}  // namespace shoal::test
