#include "bench/gpu/cublas/cublas.hpp"

#include <dlfcn.h>
#include <library_types.h>

#include <string>

#include "shoal/error.hpp"

namespace shoal::cuda::baseline {
namespace {

constexpr int k_transposed = 1, k_as_it_is = 0;  // CUBLAS_OP_T, CUBLAS_OP_N
constexpr int k_pedantic_f32 = 69;               // CUBLAS_COMPUTE_32F_PEDANTIC
constexpr int k_default_algorithm = -1;          // CUBLAS_GEMM_DEFAULT

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorCode::device, "products by cuBLAS cannot be had: " + why,
              "install it (the package libcublas of CUDA 13 or 12), or ask for shoal's own kernels", "cuBLAS");
}

std::string words_of_loader() {
  const char* words = dlerror();
  return words != nullptr ? words : "the loader gives no reason";
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  void* const symbol = dlsym(library, name);
  if (symbol == nullptr) refuse(words_of_loader());
  function = reinterpret_cast<Function>(symbol);
}

}  // namespace

CublasFunctions find_cublas(std::span<const char* const> names) {
  void* library = nullptr;
  std::string why;
  for (const char* name : names) {
    library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library != nullptr) break;
    why += (why.empty() ? "" : "; ") + words_of_loader();
  }
  if (library == nullptr) refuse(why);
  CublasFunctions found{};
  find(library, "cublasCreate_v2", found.create);
  find(library, "cublasDestroy_v2", found.destroy);
  find(library, "cublasSetStream_v2", found.set_stream);
  find(library, "cublasGemmEx", found.gemm);
  find(library, "cublasGetStatusString", found.status_text);
  return found;
}

const CublasFunctions& find_cublas() {
  constexpr const char* names[] = {"libcublas.so.13", "libcublas.so.12"};
  static const CublasFunctions found = find_cublas(names);
  return found;
}

Cublas::Cublas(const CublasFunctions& functions) : functions_(functions) {
  require(functions.create(&handle_), "cublasCreate");
}

Cublas::~Cublas() { functions_.destroy(handle_); }

void Cublas::require(int status, const char* what) const {
  if (status != 0) refuse(std::string(what) + " failed: " + functions_.status_text(status));
}

void Cublas::multiply(const Stream& stream, const FloatRows& a, const FloatRows& b, float* products) const {
  require(functions_.set_stream(handle_, stream.get()), "cublasSetStream");
  const float one = 1.0f, zero = 0.0f;
  const auto as_int = [](std::int64_t value) { return static_cast<int>(value); };
  // cuBLAS is column-major: for it, the rows of a and b are columns, and it computes the transpose of what is wanted.
  require(functions_.gemm(handle_, k_transposed, k_as_it_is, as_int(b.rows), as_int(a.rows), as_int(a.cols), &one,
                          b.values, CUDA_R_32F, as_int(b.stride), a.values, CUDA_R_32F, as_int(a.stride), &zero,
                          products, CUDA_R_32F, as_int(b.rows), k_pedantic_f32, k_default_algorithm),
          "cublasGemmEx");
}

}  // namespace shoal::cuda::baseline
