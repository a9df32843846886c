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

/// Fails the n-th allocation for every n that a piece of work comes to: it goes on on the CPU, and the answer stays.
void starve(std::int64_t d, std::int64_t chunk_rows) {
  const Problem problem = make_problem({150, d, 3, Scalar::f32, true, Pattern::uniform});
  const Work wanted = work_on(*make_device("cpu"), problem);
  int moved = 0;
  for (std::int64_t n = 1; n <= 40; ++n) {
    SCOPED_TRACE(n);
    const auto device = detail::make_auto_device(cuda::make_emulated_device(chunk_rows), make_device("cpu"), 1);
    cuda::fail_emulated_allocation(n);
    const Work got = work_on(*device, problem);
    cuda::fail_emulated_allocation(0);
    EXPECT_EQ(wanted.fit.centroids, got.fit.centroids);
    EXPECT_EQ(wanted.fit.labels, got.fit.labels);
    EXPECT_NEAR(wanted.widths.mean, got.widths.mean, 1e-6);
    moved += device->take_notes().back().starts_with("cpu") ? 1 : 0;
  }
  EXPECT_GE(moved, 10);
}

TEST(EmulatedMemory, NarrowPointsSurviveEveryFailedAllocation) { starve(3, 0); }
TEST(EmulatedMemory, WidePointsSurviveEveryFailedAllocation) { starve(20, 0); }

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
