#include "cuda/cuda_device.hpp"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>

#include "cuda/kmeans/kmeans_passes.hpp"
#include "cuda/kmeans/kmeans_state.hpp"
#include "cuda/kmeans/lloyd_pass.hpp"
#include "cuda/kmeans/lloyd_run.hpp"
#include "cuda/nearest/nearest.hpp"
#include "cuda/points/column_stats.hpp"
#include "cuda/runtime/dispatch.hpp"
#include "cuda/silhouette/label_spreads.hpp"
#include "cuda/silhouette/silhouette.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/neighbour_passes.hpp"
#include "shoal/text.hpp"

namespace shoal::cuda {
namespace {

const CudaPoints& cuda_points(const Points& x) { return static_cast<const CudaPoints&>(x); }

/// CUDA's version number as text: "13.0" for 13000.
std::string version(int number) { return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10); }

std::string description(const Gpu& gpu) {
  int driver = 0;
  check(cudaDriverGetVersion(&driver), "cudaDriverGetVersion");
  return gpu.name + ", " + human_bytes(gpu.memory_bytes) + ", driver for CUDA " + version(driver);
}

/// The number of rows whose results are copied to the host at a time.
constexpr std::int64_t k_assign_rows = std::int64_t{1} << 23;

/// Where the wanted results of assign() lie in device memory.
class AssignBuffers {
 public:
  AssignBuffers(const Assignment& out, std::int64_t rows)
      : out_(out),
        labels_(out.labels.empty() ? 0 : rows),
        sq_(out.sq_distance.empty() ? 0 : rows),
        second_(out.sq_second.empty() ? 0 : rows) {}

  NearestOut on_gpu() const { return {labels_.data(), sq_.data(), second_.data()}; }
  /// Copies the results of `count` rows to the host, where they are those of rows [begin, begin + count).
  void bring(const Stream& stream, std::int64_t begin, std::int64_t count) const {
    if (labels_.size() > 0) to_host(stream, out_.labels.data() + begin, labels_.data(), count);
    if (sq_.size() > 0) to_host(stream, out_.sq_distance.data() + begin, sq_.data(), count);
    if (second_.size() > 0) to_host(stream, out_.sq_second.data() + begin, second_.data(), count);
    stream.wait();
  }

 private:
  const Assignment& out_;
  Buffer<std::int32_t> labels_;
  Buffer<double> sq_, second_;
};

class CudaLabelPasses : public LabelPasses {
 public:
  explicit CudaLabelPasses(const Gpu& gpu) : gpu_(gpu) {}

 protected:
  void do_label_sums(ThreadPool&, const Points& x, std::span<const std::int32_t> labels,
                     const Quantisation& quantisation, ClusterSums& sums) override {
    use(gpu_);
    CudaKMeansState state(gpu_, cuda_points(x), {}, quantisation);
    label_pass(state, labels, sums.k());
    ClusterSums own_sums(sums.k(), sums.d());
    add_sums(state, own_sums);
    own_sums.changed() = 0;  // the state had no labels before, so none changed
    sums.add(own_sums);
  }

  void do_label_spreads(ThreadPool&, const Points& x, std::span<const std::int32_t> labels, const ScaledMeans& means,
                        std::span<double> sq, std::span<double> lengths) override {
    use(gpu_);
    cuda::label_spreads(gpu_, cuda_points(x), labels, means, sq, lengths);
  }

  void do_silhouette_sums(ThreadPool&, const Points& x, std::span<const std::int32_t> labels, std::int64_t k,
                          std::span<double> mean_own, std::span<double> mean_nearest) override {
    use(gpu_);
    const CudaPoints& points = cuda_points(x);
    if (points.rows() == 0) return;
    const Stream stream;
    with_chain(points, [&]<class X, class A>() {
      // every row meets every other one, so all rows are copied, or OutOfDeviceMemory is thrown
      if (points.streamed()) {
        const auto& host = std::get<MatrixView<const X>>(points.host());
        const Buffer<X> all(host.size());
        to_device(stream, all.data(), host.data, host.size());
        stream.wait();
        const Strided<X> x_all{all.data(), host.cols, 1, host.rows, host.cols};
        cuda::silhouette_sums(x_all, labels, k, mean_own, mean_nearest);
        return;
      }
      points.for_each_chunk<X>(stream, {0, points.rows()}, [&](const Chunk<X>& chunk, RowRange) {
        cuda::silhouette_sums(chunk.x, labels, k, mean_own, mean_nearest);
      });
    });
  }

 private:
  const Gpu& gpu_;
};

class CudaDevice : public Device {
 public:
  CudaDevice(int ordinal, std::unique_ptr<Device> few_rows, const CudaOptions& options)
      : gpu_(gpu_of(ordinal, options)), few_rows_(std::move(few_rows)), chunk_rows_(options.chunk_rows) {
    const auto hook = [this](const char* what) { note(what); };
    when_by_definition(hook);
    kmeans_.when_by_definition(hook);
    labels_.when_by_definition(hook);
    Device::neighbours().when_by_definition(hook);
  }

  DeviceInfo info() const override { return {"cuda:" + std::to_string(gpu_.ordinal), description(gpu_), true, ""}; }

  std::vector<std::string> take_notes() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(notes_, {});
  }

  std::unique_ptr<Points> upload(ThreadPool&, HostView host) override {
    use(gpu_);
    return std::make_unique<CudaPoints>(gpu_, host, chunk_rows_);
  }

  Device& for_few_rows() override { return few_rows_ ? *few_rows_ : *this; }
  KMeansPasses& kmeans() override { return kmeans_; }
  LabelPasses& labels() override { return labels_; }

 protected:
  ColumnStats do_column_stats(ThreadPool&, const Points& x, std::span<const double> weights) override {
    use(gpu_);
    return cuda::column_stats(gpu_, cuda_points(x), weights);
  }

  void do_assign(ThreadPool& threads, const Points& x, MatrixView<const double> centroids, RowRange rows,
                 const Assignment& out) override {
    use(gpu_);
    const CudaPoints& points = cuda_points(x);
    if (points.scalar() == Scalar::f32) {
      assign_rows<float>(threads, points, centroids, rows, out);
    } else {
      assign_rows<double>(threads, points, centroids, rows, out);
    }
  }

 private:
  static Gpu gpu_of(int ordinal, const CudaOptions& options) {
    Gpu gpu = find_gpu(ordinal);
    gpu.label_search = options.label_search;
    return gpu;
  }

  void note(const char* what) {
    const std::lock_guard lock(mutex_);
    std::string text = "cpu: " + info().name + " has no way of its own for " + what;
    if (std::ranges::find(notes_, text) == notes_.end()) notes_.push_back(std::move(text));
  }

  template <class X>
  void assign_rows(ThreadPool& threads, const CudaPoints& points, MatrixView<const double> centroids, RowRange rows,
                   const Assignment& out) {
    const Stream stream;
    NearestSearch nearest(gpu_, points);
    CentroidBuffers on_gpu;
    on_gpu.upload(stream, centroids);
    const AssignBuffers results(out, std::min(k_assign_rows, rows.end - rows.begin));
    points.for_each_chunk<X>(stream, rows, [&](const Chunk<X>& chunk, RowRange range) {
      for (std::int64_t begin = range.begin; begin < range.end; begin += k_assign_rows) {
        threads.check();
        const RowRange part{begin, std::min(begin + k_assign_rows, range.end)};
        nearest(stream, chunk, part, on_gpu, results.on_gpu());
        results.bring(stream, begin - rows.begin, part.end - part.begin);
      }
    });
  }

  const Gpu gpu_;
  const std::unique_ptr<Device> few_rows_;
  const std::int64_t chunk_rows_;
  CudaKMeansPasses kmeans_{gpu_};
  CudaLabelPasses labels_{gpu_};
  std::mutex mutex_;
  std::vector<std::string> notes_;
};

}  // namespace

std::unique_ptr<Device> make_cuda_device(int ordinal, std::unique_ptr<Device> few_rows, const CudaOptions& options) {
  return std::make_unique<CudaDevice>(ordinal, std::move(few_rows), options);
}

std::vector<DeviceInfo> cuda_devices() {
  std::string why;
  const int count = count_gpus(why);
  std::vector<DeviceInfo> all;
  for (int ordinal = 0; ordinal < count; ++ordinal) all.push_back(CudaDevice(ordinal, nullptr, {}).info());
  if (all.empty()) all.push_back({"cuda", "none", false, why});
  return all;
}

}  // namespace shoal::cuda
