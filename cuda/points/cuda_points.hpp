// Points as the GPU's passes read them: resident, or streamed from the host's memory in chunks.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <variant>

#include "cuda/nearest/certified_search.hpp"
#include "cuda/points/search_counter.hpp"
#include "cuda/runtime/gpu.hpp"
#include "cuda/runtime/memory.hpp"
#include "cuda/runtime/views.hpp"
#include "shoal/one_answer.hpp"
#include "shoal/points.hpp"

namespace shoal::cuda {

/// Rows [first_row, first_row + x.rows) of the points, on the GPU.
template <class X>
struct Chunk {
  std::int64_t first_row = 0;
  Strided<X> x{};
};

/// Chunks begin at multiples of so many rows.
inline constexpr std::int64_t k_chunk_unit = 1024;

/// Narrow points (at most k_max_float_chain_cols columns) lie column by column, wide ones row by row, both padded as
/// views.hpp says. Where the GPU has no room for all, they stay on the host, and every pass copies them over in chunks
/// through pinned memory (staging.hpp), the next one while the kernels for the last run: the same results at the speed
/// of the bus, or of the host's copy into pinned memory where that is slower.
class CudaPoints : public Points {
 public:
  /// Error{data} names the first value that is not finite. `chunk_rows` forces streaming in chunks of so many rows
  /// (rounded to a multiple of k_chunk_unit); 0: only what does not fit is streamed. OutOfDeviceMemory when not even a
  /// small chunk fits. O(n d).
  CudaPoints(const Gpu& gpu, HostView host, std::int64_t chunk_rows);
  ~CudaPoints() override;

  bool narrow() const { return cols() <= k_max_float_chain_cols; }
  bool streamed() const { return chunk_rows_ < rows(); }

  /// What the certified search wants of resident wide float points, made when first asked for; nullptr for other points
  /// and where there is no room for it. The stream goes on after it is made.
  const CertifiedRows* certified(const Stream& stream) const;

  /// What searches among these points did.
  SearchCounter& searched() const { return searched_; }

  /// Calls body(chunk, rows of it that are in `range`, as rows of all) for the chunks that hold any, in order, and puts
  /// what body launches into `stream` after the chunk is there. X is the points' scalar type. When points are streamed
  /// only one thread at a time is inside, and the stream is empty afterwards.
  template <class X>
  void for_each_chunk(const Stream& stream, RowRange range,
                      const std::function<void(const Chunk<X>&, RowRange)>& body) const;

 private:
  template <class X>
  class Storage;
  template <class X>
  Storage<X>& storage() const {
    return *std::get<std::unique_ptr<Storage<X>>>(storage_);
  }

  std::variant<std::unique_ptr<Storage<float>>, std::unique_ptr<Storage<double>>> storage_;
  std::int64_t chunk_rows_ = 0;
  const Gpu& gpu_;
  mutable SearchCounter searched_;
  mutable std::mutex streaming_;
  mutable std::mutex certifying_;
  mutable std::unique_ptr<CertifiedRows> certified_;
  mutable bool no_room_for_certified_ = false;
};

}  // namespace shoal::cuda
