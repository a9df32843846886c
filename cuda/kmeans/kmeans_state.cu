#include "cuda/kmeans/kmeans_state.hpp"

#include <cmath>
#include <limits>

#include "cuda/points/prepare.cuh"
#include "cuda/runtime/launch.hpp"
#include "cuda/runtime/tuning.hpp"

namespace shoal::cuda {

CudaKMeansState::CudaKMeansState(const Gpu& on, const CudaPoints& of, std::span<const double> row_weights,
                                 const Quantisation& scales)
    : gpu(on),
      points(of),
      quantisation(scales),
      weight_scale(power_of_two(scales.weight_exponent)),
      sq_scale(power_of_two(scales.sq_exponent)),
      weights(std::ssize(row_weights)),
      value_scale(of.cols()),
      value_exponent(of.cols()),
      nearest(on, of) {
  std::vector<double> powers;
  for (const int exponent : scales.value_exponent) powers.push_back(power_of_two(exponent));
  to_device(stream, weights.data(), row_weights.data(), weights.size());
  to_device(stream, value_scale.data(), powers.data(), value_scale.size());
  to_device(stream, value_exponent.data(), scales.value_exponent.data(), value_exponent.size());
  stream.wait();
}

std::int32_t* CudaKMeansState::labels() const {
  if (labels_.size() == 0 && points.rows() > 0) {
    labels_ = Buffer<std::int32_t>(points.rows());
    fill_bytes(stream, labels_.data(), 0xff, labels_.size());
  }
  return labels_.data();
}

template <class A>
A* CudaKMeansState::nearest_sq() const {
  auto& buffer = [&]() -> Buffer<A>& {
    if constexpr (sizeof(A) == sizeof(float)) {
      return nearest_f32_;
    } else {
      return nearest_f64_;
    }
  }();
  if (buffer.size() == 0 && points.rows() > 0) {
    buffer = Buffer<A>(points.rows());
    launch("fill", fill<A>,
           {grid_for(gpu, tuning::k_streaming_blocks, points.rows() / k_prepare_threads), k_prepare_threads}, stream,
           buffer.data(), buffer.size(), std::numeric_limits<A>::infinity());
  }
  return buffer.data();
}

template float* CudaKMeansState::nearest_sq<float>() const;
template double* CudaKMeansState::nearest_sq<double>() const;

}  // namespace shoal::cuda
