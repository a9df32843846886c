#include "cuda/points/cuda_points.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "cuda/points/prepare.cuh"
#include "cuda/points/staging.hpp"
#include "cuda/runtime/launch.hpp"
#include "device/not_finite.hpp"

namespace shoal::cuda {
namespace {

/// Bytes of rows that are copied at a time: enough to hide the cost of starting a copy.
constexpr std::int64_t k_staging_bytes = std::int64_t{32} << 20;

}  // namespace

/// The chunks in device memory: one slot for resident points, two slots that take turns for streamed ones.
template <class X>
class CudaPoints::Storage {
 public:
  Storage(const Gpu& gpu, MatrixView<const X> host, bool narrow) : gpu_(gpu), host_(host), narrow_(narrow) {
    staging_rows_ = std::clamp<std::int64_t>(k_staging_bytes / row_bytes(), 1, std::max<std::int64_t>(host.rows, 1));
  }

  /// Makes room for `slots` chunks of `chunk_rows` rows.
  void reserve(std::int64_t chunk_rows, int slots) {
    slots_.clear();
    const std::int64_t padded = narrow_ ? rounded_up(std::max<std::int64_t>(chunk_rows, 1), k_column_unit) : chunk_rows;
    col_stride_ = narrow_ ? padded : 1;
    row_stride_ = narrow_ ? 1 : rounded_up(host_.cols, 16 / static_cast<std::int64_t>(sizeof(X)));
    const std::int64_t values = narrow_ ? padded * host_.cols : padded * row_stride_;
    for (int i = 0; i < slots; ++i) {
      slots_.push_back(std::make_unique<Slot>());
      slots_.back()->values = Buffer<X>(values);
      if (narrow_) slots_.back()->staging = Buffer<X>(std::min(staging_rows_, padded) * host_.cols);
    }
    // Resident points are copied only once, and pinning memory for that would take longer than the copy.
    staging_.emplace(slots > 1 ? staging_rows_ * row_bytes() : 0);
    if (first_bad_.size() == 0) first_bad_ = Buffer<unsigned long long>(1);
  }

  /// Copies rows into a slot, in the order of the slot's stream. Padding is zero.
  Chunk<X> load(int which, RowRange rows) {
    Slot& slot = *slots_[static_cast<std::size_t>(which)];
    const Chunk<X> chunk{rows.begin, {slot.values.data(), row_stride_, col_stride_, rows.end - rows.begin, host_.cols}};
    fill_bytes(slot.stream, slot.values.data(), 0, slot.values.size());
    if (narrow_) {
      load_columns(slot, rows);
    } else if (rows.end > rows.begin) {
      staging_->copy(slot.stream, slot.values.data(), row_stride_ * static_cast<std::int64_t>(sizeof(X)),
                     host_.row(rows.begin), row_bytes(), rows.end - rows.begin);
    }
    slot.loaded.record(slot.stream);
    return chunk;
  }

  /// Throws Error{data} when a loaded chunk has a value that is not finite, and names the first one.
  void require_finite(int which, const Chunk<X>& chunk) {
    Slot& slot = *slots_[static_cast<std::size_t>(which)];
    const std::int64_t count = slot.values.size();
    if (count == 0) return;
    unsigned long long first = ~0ull;
    to_device(slot.stream, first_bad_.data(), &first, 1);
    // Narrow points are stored by column. Looking at each column by itself gives the smallest row with such a value.
    const std::int64_t columns = narrow_ ? host_.cols : 1;
    for (std::int64_t j = 0; j < columns; ++j) {
      launch("find_not_finite", find_not_finite<X>, {grid_for(gpu_, 8, count / columns / 2048), k_prepare_threads},
             slot.stream, slot.values.data() + j * col_stride_, narrow_ ? chunk.x.rows : count, first_bad_.data());
    }
    to_host(slot.stream, &first, first_bad_.data(), 1);
    slot.stream.wait();
    if (first == ~0ull) return;
    const std::int64_t row = chunk.first_row + static_cast<std::int64_t>(first) / (narrow_ ? 1 : row_stride_);
    for (std::int64_t j = 0; j < host_.cols; ++j) {
      if (!std::isfinite(host_(row, j))) detail::throw_not_finite(row, j, static_cast<double>(host_(row, j)));
    }
  }

  /// Makes `stream` wait until the chunk of the slot is loaded.
  void hold(int which, const Stream& stream) { slots_[static_cast<std::size_t>(which)]->loaded.hold(stream); }
  /// Allows the slot to be filled again as soon as `stream` gets here.
  void release(int which, const Stream& stream) {
    Slot& slot = *slots_[static_cast<std::size_t>(which)];
    slot.done.record(stream);
    slot.done.hold(slot.stream);
  }
  Chunk<X> resident;

 private:
  struct Slot {
    Stream stream;
    Event loaded, done;
    Buffer<X> values, staging;
  };

  std::int64_t row_bytes() const { return host_.cols * static_cast<std::int64_t>(sizeof(X)); }

  void load_columns(Slot& slot, RowRange rows) {
    for (std::int64_t begin = rows.begin; begin < rows.end; begin += staging_rows_) {
      const std::int64_t count = std::min(staging_rows_, rows.end - begin);
      staging_->copy(slot.stream, slot.staging.data(), row_bytes(), host_.row(begin), row_bytes(), count);
      const dim3 grid(whole_grid((count + k_transpose_tile - 1) / k_transpose_tile),
                      static_cast<unsigned>((host_.cols + k_transpose_tile - 1) / k_transpose_tile));
      launch("to_columns", to_columns<X>, {grid, dim3(k_transpose_tile, 8)}, slot.stream, slot.staging.data(), count,
             host_.cols, slot.values.data() + (begin - rows.begin), col_stride_);
    }
  }

  const Gpu& gpu_;
  const MatrixView<const X> host_;
  const bool narrow_;
  std::int64_t staging_rows_ = 1;
  std::int64_t row_stride_ = 1, col_stride_ = 1;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::optional<Staging> staging_;
  Buffer<unsigned long long> first_bad_;
};

CudaPoints::CudaPoints(const Gpu& gpu, HostView host, std::int64_t chunk_rows) : Points(host) {
  std::visit(
      [&]<class X>(MatrixView<const X> view) {
        auto storage = std::make_unique<Storage<X>>(gpu, view, narrow());
        std::int64_t rows = chunk_rows > 0 ? rounded_up(chunk_rows, k_chunk_unit) : view.rows;
        for (bool placed = false; !placed;) {
          try {
            storage->reserve(std::min(rows, view.rows), rows < view.rows ? 2 : 1);
            placed = true;
          } catch (const OutOfDeviceMemory&) {
            if (rows <= k_chunk_unit) throw;
            // Two chunks of a fifth of the rows leave room for what the passes need beside the points.
            rows = rounded_up(std::max(std::min(rows, view.rows) / 5, k_chunk_unit), k_chunk_unit);
          }
        }
        chunk_rows_ = std::min(rows, view.rows);
        for (std::int64_t begin = 0; begin < view.rows; begin += chunk_rows_) {
          storage->resident = storage->load(0, {begin, std::min(begin + chunk_rows_, view.rows)});
          storage->require_finite(0, storage->resident);
        }
        storage_ = std::move(storage);
      },
      host);
}

CudaPoints::~CudaPoints() = default;

const void* CudaPoints::kept_or_made(const std::function<std::shared_ptr<const void>()>& make) const {
  const std::lock_guard lock(keeping_);
  if (!kept_ && !no_room_to_keep_) {
    try {
      kept_ = make();
    } catch (const OutOfDeviceMemory&) {
      no_room_to_keep_ = true;
    }
  }
  return kept_.get();
}

template <class X>
void CudaPoints::for_each_chunk(const Stream& stream, RowRange range,
                                const std::function<void(const Chunk<X>&, RowRange)>& body) const {
  if (range.begin >= range.end) return;
  Storage<X>& chunks = storage<X>();
  if (!streamed()) {
    body(chunks.resident, range);
    return;
  }
  const std::lock_guard lock(streaming_);
  const auto rows_of = [&](std::int64_t chunk) {
    return RowRange{chunk * chunk_rows_, std::min((chunk + 1) * chunk_rows_, rows())};
  };
  const std::int64_t first = range.begin / chunk_rows_, last = (range.end - 1) / chunk_rows_;
  std::array<Chunk<X>, 2> loaded;
  loaded[0] = chunks.load(0, rows_of(first));
  for (std::int64_t c = first; c <= last; ++c) {
    const int slot = static_cast<int>((c - first) % 2);
    chunks.hold(slot, stream);
    const RowRange own = rows_of(c);
    body(loaded[static_cast<std::size_t>(slot)], {std::max(own.begin, range.begin), std::min(own.end, range.end)});
    chunks.release(slot, stream);
    // This comes after the launches for chunk c: the copy of the next chunk then overlaps with them.
    if (c < last) loaded[static_cast<std::size_t>(1 - slot)] = chunks.load(1 - slot, rows_of(c + 1));
  }
  stream.wait();
}

template void CudaPoints::for_each_chunk<float>(const Stream&, RowRange,
                                                const std::function<void(const Chunk<float>&, RowRange)>&) const;
template void CudaPoints::for_each_chunk<double>(const Stream&, RowRange,
                                                 const std::function<void(const Chunk<double>&, RowRange)>&) const;

}  // namespace shoal::cuda
