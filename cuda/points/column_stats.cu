#include "cuda/points/column_stats.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "cuda/points/prepare.cuh"
#include "cuda/runtime/dispatch.hpp"
#include "cuda/runtime/launch.hpp"
#include "cuda/runtime/tuning.hpp"

namespace shoal::cuda {
namespace {

unsigned long long code_of(double value) { return ordered_code(std::bit_cast<std::uint64_t>(value)); }

std::vector<double> values_of(const unsigned long long* codes, std::int64_t count) {
  std::vector<double> values;
  for (std::int64_t j = 0; j < count; ++j) {
    // + 0.0 turns -0 into 0: their codes differ, but the two are equal.
    values.push_back(std::bit_cast<double>(static_cast<std::uint64_t>(bits_of_code(codes[j]))) + 0.0);
  }
  return values;
}

template <class X>
void look_at(const Gpu& gpu, const Stream& stream, const Chunk<X>& chunk, const double* weights,
             const ColumnCodes& codes) {
  const bool row_major = chunk.x.col_stride == 1;
  const std::int64_t columns = row_major ? (chunk.x.cols + 31) / 32 : chunk.x.cols;
  const std::int64_t most = std::max<std::int64_t>(1, gpu.processors * tuning::k_streaming_blocks / columns);
  const std::int64_t blocks = std::clamp<std::int64_t>(chunk.x.rows / 1024, 1, most);
  if (columns > 65535) {
    throw Error(ErrorCode::device, "points of more than 2 million columns", "--device cpu takes them", "CUDA");
  }
  launch("column_codes", column_codes<X>,
         {dim3(static_cast<unsigned>(blocks), static_cast<unsigned>(columns)), dim3(32, 8)}, stream, chunk.x,
         weights != nullptr ? weights + chunk.first_row : nullptr, codes);
}

}  // namespace

ColumnStats column_stats(const Gpu& gpu, const CudaPoints& points, std::span<const double> weights) {
  const std::int64_t d = points.cols();
  const Stream stream;
  Buffer<double> own_weights(std::ssize(weights));
  to_device(stream, own_weights.data(), weights.data(), own_weights.size());
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<unsigned long long> codes(static_cast<std::size_t>(3 * d), code_of(0.0));
  std::fill_n(codes.begin(), d, code_of(infinity));
  std::fill_n(codes.begin() + d, d, code_of(-infinity));
  Buffer<unsigned long long> on_gpu(3 * d);
  to_device(stream, on_gpu.data(), codes.data(), 3 * d);
  with_chain(points, [&]<class X, class A>() {
    points.for_each_chunk<X>(stream, {0, points.rows()}, [&](const Chunk<X>& chunk, RowRange) {
      look_at(gpu, stream, chunk, own_weights.data(), {on_gpu.data(), on_gpu.data() + d, on_gpu.data() + 2 * d});
    });
  });
  to_host(stream, codes.data(), on_gpu.data(), 3 * d);
  stream.wait();
  ColumnStats stats;
  stats.min = values_of(codes.data(), d);
  stats.max = values_of(codes.data() + d, d);
  stats.weighted_abs_max = values_of(codes.data() + 2 * d, d);
  if (!weights.empty()) stats.max_weight = *std::max_element(weights.begin(), weights.end());
  return stats;
}

}  // namespace shoal::cuda
