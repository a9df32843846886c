// Points as the GPU's passes read them: resident, or streamed from the host's memory in chunks.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <variant>

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

  /// The object that a search keeps beside these points for as long as they live: make() builds it, a std::shared_ptr<T>
  /// that no stream still works on, when somebody first asks. nullptr when the GPU has no room for it; make() is then never
  /// called again. There is one object: every caller names the same T. Any thread may call it.
  template <class T, class Make>
  const T* kept(const Make& make) const {
    return static_cast<const T*>(kept_or_made([&]() -> std::shared_ptr<const void> { return make(); }));
  }

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

  const void* kept_or_made(const std::function<std::shared_ptr<const void>()>& make) const;

  std::variant<std::unique_ptr<Storage<float>>, std::unique_ptr<Storage<double>>> storage_;
  std::int64_t chunk_rows_ = 0;
  mutable SearchCounter searched_;
  mutable std::mutex streaming_;
  mutable std::mutex keeping_;
  mutable std::shared_ptr<const void> kept_;
  mutable bool no_room_to_keep_ = false;
};

}  // namespace shoal::cuda
