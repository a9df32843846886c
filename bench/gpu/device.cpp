#include "device.hpp"

#include "shoal/error.hpp"
#if defined(SHOAL_HAS_CUDA)
#include "bench/gpu/cublas/product_search.hpp"
#include "cuda/cuda_device.hpp"
#endif

namespace shoal::bench {

std::unique_ptr<Device> make_contestant(std::string_view name, std::string_view products) {
  if (products.empty()) return make_device(name);
#if defined(SHOAL_HAS_CUDA)
  if (products == "cublas" && name == "cuda:0") {
    cuda::baseline::find_cublas();  // says at the start why it cannot be had
    return cuda::make_cuda_device(0, make_device("cpu"), {.label_search = cuda::baseline::make_product_search});
  }
#endif
  throw Error(ErrorCode::device, "no products by " + std::string(products) + " on " + std::string(name),
              "\"cublas\" is for cuda:0 where shoal was built with CUDA");
}

}  // namespace shoal::bench
