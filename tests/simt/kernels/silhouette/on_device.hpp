// silhouette_sums for a matrix of the host, in either layout on the device.
#pragma once

#include <vector>

#include "cuda/silhouette/silhouette.hpp"
#include "emulated_copies.hpp"
#include "oracle.hpp"

namespace shoal::test {

/// A matrix on the device, with values beyond its rows and columns that must not matter.
template <class X>
class DeviceCopy {
 public:
  DeviceCopy(MatrixView<const X> x, Layout layout) : view_{nullptr, 1, 1, x.rows, x.cols} {
    constexpr std::int64_t padding = 3;
    (layout == Layout::by_column ? view_.col_stride : view_.row_stride) =
        (layout == Layout::by_column ? x.rows : x.cols) + padding;
    std::vector<X> values(static_cast<std::size_t>((x.rows + padding) * (x.cols + padding)), X(1e30));
    for (std::int64_t i = 0; i < x.rows; ++i) {
      for (std::int64_t j = 0; j < x.cols; ++j) {
        values[static_cast<std::size_t>(i * view_.row_stride + j * view_.col_stride)] = x(i, j);
      }
    }
    memory_ = cuda::Buffer<X>(std::ssize(values));
    const cuda::Stream stream;
    cuda::to_device(stream, memory_.data(), values.data(), std::ssize(values));
    stream.wait();
    view_.values = memory_.data();
  }

  const cuda::Strided<X>& view() const { return view_; }

 private:
  cuda::Buffer<X> memory_;
  cuda::Strided<X> view_;
};

struct Silhouette {
  Means means;
  cuda::SilhouetteWork work;
};

template <class X>
Silhouette run_silhouette(MatrixView<const X> x, std::span<const std::int32_t> labels, std::int64_t k,
                          const cuda::SilhouetteTuning& tuning = {}, Layout layout = Layout::by_column) {
  const DeviceCopy<X> copy(x, layout);
  Silhouette run{Means(labels.size()), {}};
  run.work = cuda::silhouette_sums(copy.view(), labels, k, run.means.own, run.means.nearest, tuning);
  return run;
}

}  // namespace shoal::test
