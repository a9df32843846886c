// Points as the passes of the GPU read them: resident in device memory, or streamed from the host in chunks.
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

/// The rows [first_row, first_row + x.rows) of the points, in device memory.
template <class X>
struct Chunk {
  std::int64_t first_row = 0;
  Strided<X> x{};
};

/// The first row of a chunk is a multiple of this.
inline constexpr std::int64_t k_chunk_unit = 1024;

/// Narrow points (at most k_max_float_chain_cols columns) are stored column by column, wide points row by row;
/// views.hpp says how both are padded. When the GPU has no room for all points, they stay on the host: every pass then
/// copies them in chunks through pinned memory (staging.hpp), and copies the next chunk while kernels work on the last.
/// Results are the same; the speed is that of the bus, or of the host's copy into pinned memory where that is slower.
class CudaPoints : public Points {
 public:
  /// Copies the points, and throws Error{data} that names the first value that is not finite. chunk_rows > 0 makes all
  /// points streamed, in chunks of chunk_rows rows rounded up to a multiple of k_chunk_unit; with 0, points are
  /// streamed only if they do not fit. OutOfDeviceMemory when not even a small chunk fits. O(n d).
  CudaPoints(const Gpu& gpu, HostView host, std::int64_t chunk_rows);
  ~CudaPoints() override;

  bool narrow() const { return cols() <= k_max_float_chain_cols; }
  bool streamed() const { return chunk_rows_ < rows(); }

  /// The object that a search keeps beside these points for as long as they live: make() builds it, a
  /// std::shared_ptr<T> that no stream still works on, when somebody first asks. nullptr when the GPU has no room for
  /// it; make() is then never called again. There is one object: every caller names the same T. Any thread may call it.
  template <class T, class Make>
  const T* kept(const Make& make) const {
    return static_cast<const T*>(kept_or_made([&]() -> std::shared_ptr<const void> { return make(); }));
  }

  /// Counts what searches among these points did.
  SearchCounter& searched() const { return searched_; }

  /// Calls body(chunk, rows) for every chunk that holds rows of `range`, in ascending order; `rows` are those of the
  /// range that lie in the chunk, numbered among all points. Work that body puts into `stream` starts after the chunk
  /// is there. X is the scalar type of the points. For streamed points only one thread at a time is inside, and the
  /// stream is empty when this returns.
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
