#include "bench/gpu/cublas/emulated/emulated_cublas_device.hpp"

#include "bench/gpu/cublas/emulated/emulated_cublas.hpp"
#include "bench/gpu/cublas/product_search.hpp"
#include "cuda/cuda_device.hpp"

namespace shoal::cuda::baseline {

std::unique_ptr<Device> make_emulated_cublas_device(std::int64_t chunk_rows) {
  const auto search = []() -> std::unique_ptr<LabelSearch> {
    return std::make_unique<ProductSearch>(emulated_cublas());
  };
  return make_cuda_device(0, nullptr, {.chunk_rows = chunk_rows, .label_search = search});
}

}  // namespace shoal::cuda::baseline
