#include "cuda/cuda_device.hpp"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <string>

#include "cuda/kmeans/batch.hpp"
#include "cuda/kmeans/kmeans_state.hpp"
#include "cuda/kmeans/lloyd_pass.hpp"
#include "cuda/kmeans/lloyd_run.hpp"
#include "cuda/kmeans/seeding.hpp"
#include "cuda/nearest/nearest.hpp"
#include "cuda/points/column_stats.hpp"
#include "cuda/runtime/dispatch.hpp"
#include "cuda/silhouette/label_spreads.hpp"
#include "cuda/silhouette/silhouette.hpp"
#include "shoal/text.hpp"

namespace shoal::cuda {
namespace {

const CudaPoints& own(const Points& x) { return static_cast<const CudaPoints&>(x); }
CudaKMeansState& own(KMeansState& state) { return static_cast<CudaKMeansState&>(state); }

/// "13.0" of 13000.
std::string version(int number) { return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10); }

std::string description(const Gpu& gpu) {
  int driver = 0;
  check(cudaDriverGetVersion(&driver), "cudaDriverGetVersion");
  return gpu.name + ", " + human_bytes(gpu.memory_bytes) + ", driver for CUDA " + version(driver);
}

/// Rows whose results go to the host at a time.
constexpr std::int64_t k_assign_rows = std::int64_t{1} << 23;

/// Results of assign() on the GPU, as many of them as are wanted.
class AssignBuffers {
 public:
  AssignBuffers(const Assignment& out, std::int64_t rows)
      : out_(out),
        labels_(out.labels.empty() ? 0 : rows),
        sq_(out.sq_distance.empty() ? 0 : rows),
        second_(out.sq_second.empty() ? 0 : rows) {}

  NearestOut on_gpu() const { return {labels_.data(), sq_.data(), second_.data()}; }
  /// Rows [begin, begin + count) of the results are those on the GPU.
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

class CudaDevice : public Device {
 public:
  CudaDevice(int ordinal, std::unique_ptr<Device> few_rows, const CudaOptions& options)
      : gpu_(find_gpu(ordinal)), few_rows_(std::move(few_rows)), chunk_rows_(options.chunk_rows) {
    gpu_.cublas = options.cublas;
  }

  DeviceInfo info() const override { return {"cuda:" + std::to_string(gpu_.ordinal), description(gpu_), true, ""}; }

  SearchCounts search_counts(const Points& x) const override {
    use(gpu_);
    return own(x).searched().counts();
  }

  std::unique_ptr<Points> upload(ThreadPool&, HostView host) override {
    use(gpu_);
    return std::make_unique<CudaPoints>(gpu_, host, chunk_rows_);
  }

  ColumnStats column_stats(ThreadPool&, const Points& x, std::span<const double> weights) override {
    use(gpu_);
    return cuda::column_stats(gpu_, own(x), weights);
  }

  std::unique_ptr<KMeansState> begin_fit(ThreadPool&, const Points& x, std::span<const double> weights,
                                         const Quantisation& quantisation) override {
    use(gpu_);
    return std::make_unique<CudaKMeansState>(gpu_, own(x), weights, quantisation);
  }

  void lloyd_step(ThreadPool&, const Points&, KMeansState& state, MatrixView<const double> centroids, RowRange rows,
                  ClusterSums& sums) override {
    use(gpu_);
    own(state).centroids.upload(own(state).stream, centroids);
    lloyd_pass(own(state), rows, Labels::kept, nullptr);
    add_sums(own(state), sums);
  }

  void lloyd_runs(ThreadPool& threads, const Points& x, std::span<LloydRun> runs) override {
    use(gpu_);
    const auto batch = suiting(x, runs, [](const LloydRun& run) { return run.centroids.rows(); });
    with_resident(x, [&](const auto& all) { lloyd_batch(threads, gpu_, all, std::span<LloydRun* const>(batch)); });
    for (LloydRun& run : runs) {
      if (run.end != LloydEnd::running || takes_batches(x, run.centroids.rows())) continue;
      if (!run.state) run.state = begin_fit(threads, x, run.terms->weights, run.terms->quantisation);
      run_lloyd(threads, own(*run.state), run);
    }
  }

  void plus_plus_runs(ThreadPool& threads, const Points& x, std::span<SeedRun> runs) override {
    use(gpu_);
    const auto batch = suiting(x, runs, [](const SeedRun& run) { return run.k; });
    with_resident(x, [&](const auto& all) { plus_plus_batch(threads, gpu_, all, std::span<SeedRun* const>(batch)); });
    for (SeedRun& run : runs) {
      if (!takes_batches(x, run.k)) Device::plus_plus_runs(threads, x, {&run, 1});
    }
  }

  bool takes_batches(const Points& x, std::int64_t k) const override {
    return !own(x).streamed() && batch_suits(gpu_, x.scalar(), x.rows(), x.cols(), k);
  }

  Device& for_few_rows() override { return few_rows_ ? *few_rows_ : *this; }

  void labels(const KMeansState& state, std::span<std::int32_t> out) override {
    use(gpu_);
    // Reading labels makes them where no pass has.
    auto& fit = const_cast<CudaKMeansState&>(static_cast<const CudaKMeansState&>(state));
    to_host(fit.stream, out.data(), fit.labels(), std::ssize(out));
    fit.stream.wait();
  }

  void assign(ThreadPool& threads, const Points& x, MatrixView<const double> centroids, RowRange rows,
              const Assignment& out) override {
    use(gpu_);
    const CudaPoints& points = own(x);
    if (points.scalar() == Scalar::f32) {
      assign_rows<float>(threads, points, centroids, rows, out);
    } else {
      assign_rows<double>(threads, points, centroids, rows, out);
    }
  }

  void min_update(ThreadPool& threads, const Points&, KMeansState& state, MatrixView<const double> chosen,
                  MatrixView<const double> candidates, std::span<Int128> masses) override {
    use(gpu_);
    threads.check();
    cuda::min_update(own(state), chosen, candidates, masses);
  }

  void rows_at_mass(ThreadPool&, const Points&, const KMeansState& state, std::span<const Int128> targets,
                    std::span<std::int64_t> out) override {
    use(gpu_);
    cuda::rows_at_mass(const_cast<CudaKMeansState&>(static_cast<const CudaKMeansState&>(state)), targets, out);
  }

  void label_sums(ThreadPool&, const Points& x, std::span<const std::int32_t> labels, const Quantisation& quantisation,
                  ClusterSums& sums) override {
    use(gpu_);
    CudaKMeansState state(gpu_, own(x), {}, quantisation);
    label_pass(state, labels, sums.k());
    ClusterSums own_sums(sums.k(), sums.d());
    add_sums(state, own_sums);
    own_sums.changed() = 0;  // of labels that the state never had
    sums.add(own_sums);
  }

  void label_spreads(ThreadPool&, const Points& x, std::span<const std::int32_t> labels, const ScaledMeans& means,
                     std::span<double> sq, std::span<double> lengths) override {
    use(gpu_);
    cuda::label_spreads(gpu_, own(x), labels, means, sq, lengths);
  }

  void silhouette_sums(ThreadPool&, const Points& x, std::span<const std::int32_t> labels, std::int64_t k,
                       std::span<double> mean_own, std::span<double> mean_nearest) override {
    use(gpu_);
    const CudaPoints& points = own(x);
    if (points.rows() == 0) return;
    const Stream stream;
    with_chain(points, [&]<class X, class A>() {
      if (points.streamed()) {  // every row meets every other: all come over, or OutOfDeviceMemory
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
  /// The runs that go into batches.
  template <class Run, class KOf>
  std::vector<Run*> suiting(const Points& x, std::span<Run> runs, const KOf& k_of) const {
    std::vector<Run*> some;
    for (Run& run : runs) {
      if (takes_batches(x, k_of(run))) some.push_back(&run);
    }
    return some;
  }

  /// Calls body with all points as a Strided, where they are resident.
  template <class Body>
  void with_resident(const Points& x, const Body& body) const {
    const CudaPoints& points = own(x);
    if (points.streamed()) return;
    const Stream stream;
    const auto call = [&]<class X>() {
      points.for_each_chunk<X>(stream, {0, points.rows()}, [&](const Chunk<X>& chunk, RowRange) { body(chunk.x); });
    };
    points.scalar() == Scalar::f32 ? call.template operator()<float>() : call.template operator()<double>();
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

  Gpu gpu_;
  const std::unique_ptr<Device> few_rows_;
  const std::int64_t chunk_rows_;
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
