// Where work is placed, and what happens when the GPU runs out of memory.
#include "device/auto_device.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "shoal/error.hpp"
#include "shoal/events.hpp"
#include "shoal/kmeans.hpp"
#include "shoal/random.hpp"

namespace shoal {
namespace {

/// The CPU, playing a GPU whose operation number `fails_at` finds no memory; 0: none does.
class SmallGpu : public Device {
 public:
  explicit SmallGpu(int fails_at) : fails_at_(fails_at) {}

  DeviceInfo info() const override { return {"gpu", "small", true, ""}; }
  std::unique_ptr<Points> upload(ThreadPool& threads, HostView host) override {
    take_memory();
    return cpu_->upload(threads, host);
  }
  ColumnStats column_stats(ThreadPool& threads, const Points& x, std::span<const double> weights) override {
    take_memory();
    return cpu_->column_stats(threads, x, weights);
  }
  std::unique_ptr<KMeansState> begin_fit(ThreadPool& threads, const Points& x, std::span<const double> weights,
                                         const Quantisation& quantisation) override {
    take_memory();
    return cpu_->begin_fit(threads, x, weights, quantisation);
  }
  void lloyd_step(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> centroids,
                  RowRange rows, ClusterSums& sums) override {
    cpu_->lloyd_step(threads, x, state, centroids, rows, sums);
  }
  void lloyd_runs(ThreadPool& threads, const Points& x, std::span<LloydRun> runs) override {
    take_memory();
    cpu_->lloyd_runs(threads, x, runs);
  }
  void labels(const KMeansState& state, std::span<std::int32_t> out) override { cpu_->labels(state, out); }
  void assign(ThreadPool& threads, const Points& x, MatrixView<const double> centroids, RowRange rows,
              const Assignment& out) override {
    take_memory();
    cpu_->assign(threads, x, centroids, rows, out);
  }
  void min_update(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> chosen,
                  MatrixView<const double> candidates, std::span<Int128> masses) override {
    cpu_->min_update(threads, x, state, chosen, candidates, masses);
  }
  void rows_at_mass(ThreadPool& threads, const Points& x, const KMeansState& state, std::span<const Int128> targets,
                    std::span<std::int64_t> out) override {
    cpu_->rows_at_mass(threads, x, state, targets, out);
  }
  void label_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                  const Quantisation& quantisation, ClusterSums& sums) override {
    take_memory();
    cpu_->label_sums(threads, x, labels, quantisation, sums);
  }
  void label_spreads(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                     const ScaledMeans& means, std::span<double> sq, std::span<double> lengths) override {
    take_memory();
    cpu_->label_spreads(threads, x, labels, means, sq, lengths);
  }
  void silhouette_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels, std::int64_t k,
                       std::span<double> mean_own, std::span<double> mean_nearest) override {
    take_memory();
    cpu_->silhouette_sums(threads, x, labels, k, mean_own, mean_nearest);
  }

  int operations() const { return operations_; }

 private:
  void take_memory() {
    if (++operations_ == fails_at_) throw Error(ErrorCode::memory, "the GPU is full");
  }

  const std::unique_ptr<Device> cpu_ = make_device("cpu");
  const int fails_at_;
  int operations_ = 0;
};

Matrix<float> two_columns(std::int64_t rows) {
  Matrix<float> values(rows, 2);
  for (std::size_t i = 0; i < values.values().size(); ++i) {
    values.values()[i] = static_cast<float>(random_unit(3, Purpose::sample, i));
  }
  return values;
}

/// A fit from given centroids, one of which no row is near: filling it makes the run go on from the host.
KMeansResult fit_on(Device& device, const Matrix<float>& values) {
  ThreadPool threads(1);
  const Cancellation never;
  Context context{device, threads, no_events(), never};
  const auto points = device.upload(threads, HostView(values.view()));
  KMeansOptions options;
  options.k = 4;
  options.init = KMeansInit::given;
  options.initial = Matrix<double>(4, 2);
  options.initial.values() = {0.1, 0.1, 0.9, 0.2, 0.5, 0.8, 50.0, 50.0};
  return fit_kmeans(context, *points, options);
}

TEST(AutoDevice, GivesTheSameFitWhereverTheGpuRunsOutOfMemory) {
  const Matrix<float> values = two_columns(700);
  const KMeansResult wanted = fit_on(*make_device("cpu"), values);
  int operations = 0;
  for (int fails_at = 0; fails_at <= operations; ++fails_at) {
    auto gpu = std::make_unique<SmallGpu>(fails_at);
    const SmallGpu& small = *gpu;
    const auto device = detail::make_auto_device(std::move(gpu), make_device("cpu"), 1);
    const KMeansResult got = fit_on(*device, values);
    if (fails_at == 0) operations = small.operations();
    EXPECT_EQ(wanted.centroids, got.centroids) << fails_at;
    EXPECT_EQ(wanted.labels, got.labels) << fails_at;
    EXPECT_EQ(wanted.inertia_trace, got.inertia_trace) << fails_at;
    EXPECT_EQ(wanted.iterations, got.iterations) << fails_at;
    const std::string last = device->take_notes().back();
    EXPECT_EQ(last.find("the GPU is full") != std::string::npos, fails_at > 0) << last;
  }
  EXPECT_GE(operations, 5);
}

TEST(AutoDevice, LeavesSmallPointsOnTheCpuAndSaysSo) {
  auto gpu = std::make_unique<SmallGpu>(0);
  const SmallGpu& idle = *gpu;
  const auto device = detail::make_auto_device(std::move(gpu), make_device("cpu"), 1401);
  fit_on(*device, two_columns(700));
  EXPECT_EQ(idle.operations(), 0);
  EXPECT_EQ(device->take_notes(), std::vector<std::string>{"cpu: 1,400 values are too few for the GPU to pay"});
  EXPECT_TRUE(device->take_notes().empty());
}

TEST(AutoDevice, PassesOtherErrorsOn) {
  const auto device = detail::make_auto_device(std::make_unique<SmallGpu>(0), make_device("cpu"), 1);
  Matrix<float> values = two_columns(10);
  values(3, 1) = std::numeric_limits<float>::infinity();
  ThreadPool threads(1);
  EXPECT_THROW(device->upload(threads, HostView(values.view())), Error);
  EXPECT_TRUE(device->take_notes().empty());
}

}  // namespace
}  // namespace shoal
