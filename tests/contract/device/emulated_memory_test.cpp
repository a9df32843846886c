// A GPU that has no memory for one allocation after the other.
#if defined(SHOAL_HAS_EMULATED_DEVICE)
#include <gtest/gtest.h>

#include "cuda/emulated/emulated_device.hpp"
#include "device/auto_device.hpp"
#include "device_cases.hpp"
#include "shoal/events.hpp"
#include "shoal/kmeans.hpp"
#include "shoal/metrics.hpp"

namespace shoal::test {
namespace {

struct Work {
  KMeansResult fit;
  Silhouette widths;
};

Work work_on(Device& device, const Problem& problem) {
  ThreadPool threads(1);
  const Cancellation never;
  Context context{device, threads, no_events(), never};
  const auto points = device.upload(threads, problem.view());
  KMeansOptions options;
  options.k = 3;
  options.restarts = 2;
  options.max_iterations = 4;
  Work work;
  work.fit = fit_kmeans(context, *points, options, problem.weights);
  work.widths = silhouette(context, *points, work.fit.labels, work.fit.centroids.rows());
  return work;
}

/// How many of `attempts` pieces of work ended on the CPU, where fail(n) lets the n-th allocation fail, for every n: the
/// answer stays.
int starve(const Case& which, std::int64_t chunk_rows, std::int64_t attempts, void (*fail)(std::int64_t)) {
  const Problem problem = make_problem(which);
  const Work wanted = work_on(*make_device("cpu"), problem);
  int moved = 0;
  for (std::int64_t n = 1; n <= attempts; ++n) {
    SCOPED_TRACE(n);
    const auto device = detail::make_auto_device(cuda::make_emulated_device(chunk_rows), make_device("cpu"), 1);
    fail(n);
    const Work got = work_on(*device, problem);
    fail(0);
    EXPECT_EQ(wanted.fit.centroids, got.fit.centroids);
    EXPECT_EQ(wanted.fit.labels, got.fit.labels);
    EXPECT_NEAR(wanted.widths.mean, got.widths.mean, 1e-6);
    moved += device->take_notes().back().starts_with("cpu") ? 1 : 0;
  }
  return moved;
}

Case rows(std::int64_t n, std::int64_t d) { return {n, d, 3, Scalar::f32, true, Pattern::uniform}; }

TEST(EmulatedMemory, NarrowPointsSurviveEveryFailedAllocation) {
  EXPECT_GE(starve(rows(150, 3), 0, 40, cuda::fail_emulated_allocation), 10);
}
TEST(EmulatedMemory, WidePointsSurviveEveryFailedAllocation) {
  EXPECT_GE(starve(rows(150, 20), 0, 40, cuda::fail_emulated_allocation), 10);
}

/// The first two are of the buffers that rows go through, the last of what iterations report to, without which the GPU
/// does not iterate.
TEST(EmulatedMemory, StreamedPointsSurviveEveryFailedPinning) {
  for (const std::int64_t d : {2, 18}) {
    EXPECT_EQ(starve(rows(1100, d), 1024, 2, cuda::fail_emulated_pinning), 0) << d;
  }
  EXPECT_EQ(starve(rows(1100, 2), 1024, 3, cuda::fail_emulated_pinning), 1);
}

/// Memory for a part of the points alone: they are streamed, and the answer stays.
TEST(EmulatedMemory, PointsThatDoNotFitAreStreamed) {
  const Problem problem = make_problem({60'001, 4, 3, Scalar::f32, false, Pattern::uniform});
  const auto device = cuda::make_emulated_device();
  const auto cpu = make_device("cpu");
  ThreadPool one(1);
  std::vector<std::int32_t> wanted(60'001), got(60'001);
  const auto assign = [&](Device& on, std::vector<std::int32_t>& labels) {
    const auto points = on.upload(one, problem.view());
    on.assign(one, *points, problem.centroids.view(), {0, 60'001}, {labels, {}, {}});
  };
  assign(*cpu, wanted);
  cuda::set_emulated_memory(1'700'000);  // the points alone take 960,000 twice: as they are and as columns
  assign(*device, got);
  cuda::set_emulated_memory(std::int64_t{16} << 30);
  EXPECT_EQ(wanted, got);
}

}  // namespace
}  // namespace shoal::test
#endif
