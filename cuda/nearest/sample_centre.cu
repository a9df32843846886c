#include "cuda/nearest/sample_centre.hpp"

#include "cuda/nearest/sample_centre.cuh"
#include "cuda/runtime/gpu.hpp"
#include "cuda/runtime/launch.hpp"

namespace shoal::cuda {

void sample_centre(const Stream& stream, const Strided<float>& x, double* centre) {
  launch("sample_columns", sample_columns,
         {whole_grid((x.cols + k_centre_threads - 1) / k_centre_threads), k_centre_threads}, stream, x, centre);
}

}  // namespace shoal::cuda
