// Where work is placed, and what happens when the GPU runs out of memory.
#include "device/auto_device.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "shoal/error.hpp"
#include "shoal/events.hpp"
#include "shoal/kmeans.hpp"
#include "shoal/kmeans_loops.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/neighbour_passes.hpp"
#include "shoal/random.hpp"

namespace shoal {
namespace {

/// What takes memory: operation number `fails_at` finds none; 0: every one finds some.
struct Memory {
  void take() {
    if (++operations == fails_at) throw Error(ErrorCode::memory, "the GPU is full");
  }
  int fails_at;
  int operations = 0;
};

/// A face of the CPU, each pass of which takes memory.
template <class Face>
class SmallPasses : public Face {
 public:
  SmallPasses(Memory& memory, Face& of_cpu) : memory_(memory), of_cpu_(of_cpu) {}

  void place(ThreadPool&, const Points& x, const char*, const typename Passes<Face>::Work& work) override {
    memory_.take();
    work(of_cpu_, x);
  }

 protected:
  Memory& memory_;
  Face& of_cpu_;
};

/// Passes over a state take none; it has been taken when the state was made.
class SmallKMeans : public SmallPasses<KMeansPasses> {
 public:
  using SmallPasses::SmallPasses;
  std::unique_ptr<KMeansState> begin_fit(ThreadPool& threads, const Points& x, std::span<const double> weights,
                                         const Quantisation& quantisation) override {
    memory_.take();
    return of_cpu_.begin_fit(threads, x, weights, quantisation);
  }
  void lloyd_runs(ThreadPool& threads, const Points& x, std::span<LloydRun> runs) override {
    memory_.take();
    run_lloyd(of_cpu_, threads, x, runs);
  }
  void place_state(ThreadPool&, const Points& x, KMeansState& state, const StateWork& work) override {
    work(of_cpu_, x, state);
  }
};

/// The CPU, playing a GPU of little memory that can compare no rows with rows.
class SmallGpu : public Device {
 public:
  explicit SmallGpu(int fails_at) : memory_{fails_at} {}

  DeviceInfo info() const override { return {"gpu", "small", true, ""}; }
  std::unique_ptr<Points> upload(ThreadPool& threads, HostView host) override {
    memory_.take();
    return cpu_->upload(threads, host);
  }
  KMeansPasses& kmeans() override { return kmeans_; }
  LabelPasses& labels() override { return labels_; }
  int operations() const { return memory_.operations; }

  void place(ThreadPool&, const Points& x, const char*, const Work& work) override {
    memory_.take();
    work(*cpu_, x);
  }

 private:
  const std::unique_ptr<Device> cpu_ = make_device("cpu");
  Memory memory_;
  SmallKMeans kmeans_{memory_, cpu_->kmeans()};
  SmallPasses<LabelPasses> labels_{memory_, cpu_->labels()};
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

TEST(AutoDevice, SaysWhatTheGpuHasNoWayOfItsOwnFor) {
  const auto device = detail::make_auto_device(std::make_unique<SmallGpu>(0), make_device("cpu"), 1);
  const Matrix<float> values = two_columns(50);
  ThreadPool threads(1);
  const auto points = device->upload(threads, HostView(values.view()));
  device->take_notes();
  std::vector<std::int64_t> counts(50), wanted(50);
  for (int call = 0; call < 2; ++call) device->neighbours().range_count(threads, *points, 0.2, {0, 50}, counts);
  EXPECT_EQ(device->take_notes(),
            std::vector<std::string>{"cpu: gpu has no way of its own for the counts of neighbours"});
  NeighbourPasses().range_count(threads, *points, 0.2, {0, 50}, wanted);
  EXPECT_EQ(wanted, counts);
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
