// Where another search for the labels of wide float rows takes the place of the certified one: a benchmark's baseline.
#pragma once

#include <cstdint>

#include "cuda/runtime/gpu.hpp"
#include "cuda/runtime/stream.hpp"
#include "cuda/runtime/views.hpp"
#include "shoal/device.hpp"

namespace shoal::cuda {

/// A search for canonical labels. It may keep its workspace from call to call; one stream at a time.
class LabelSearch {
 public:
  virtual ~LabelSearch() = default;

  /// labels[i - range.begin] = canonical label of row i of x, for every row i of the range; the range is not empty.
  /// `centroids` are k x d doubles, row-major, in device memory. Returns where in device memory the search counts the
  /// rows of this call that its first look left open. In the order of the stream, without waiting. Error{device},
  /// OutOfDeviceMemory.
  virtual const std::int32_t* labels(const Gpu& gpu, const Stream& stream, const Strided<float>& x,
                                     const double* centroids, std::int64_t k, RowRange range, std::int32_t* labels) = 0;
};

}  // namespace shoal::cuda
