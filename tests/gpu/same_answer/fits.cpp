// The CPU and every GPU give one answer on data large enough for many blocks, chunks and passes: bit for bit, whole fits.
#include <gtest/gtest.h>

#include <bit>
#include <memory>
#include <string>
#include <vector>

#include "shoal/context.hpp"
#include "shoal/kmeans.hpp"
#include "shoal/metrics.hpp"
#include "shoal/random.hpp"

namespace shoal::test {
namespace {

struct Work {
  const char* name;
  std::int64_t n, d, k;
  Scalar scalar;
  bool weighted;
  KMeansInit init;

  friend std::ostream& operator<<(std::ostream& out, const Work& work) { return out << work.name; }
};

/// Rows around 3 k loose centres, so that fits neither end at once nor run forever.
template <class T>
Matrix<T> points_of(const Work& work) {
  Matrix<T> points(work.n, work.d);
  const auto centres = static_cast<std::uint64_t>(3 * work.k);
  for (std::int64_t i = 0; i < work.n; ++i) {
    const std::uint64_t centre = random_below(centres, 1, Purpose::generate, static_cast<std::uint64_t>(i));
    for (std::int64_t j = 0; j < work.d; ++j) {
      const auto at = static_cast<std::uint64_t>(i * work.d + j), near = centre * 1000 + static_cast<std::uint64_t>(j);
      points(i, j) =
          static_cast<T>(10.0 * random_unit(2, Purpose::generate, near) + random_unit(3, Purpose::generate, at));
    }
  }
  return points;
}

std::vector<double> weights_of(const Work& work) {
  std::vector<double> weights(work.weighted ? static_cast<std::size_t>(work.n) : 0);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 3.0 * random_unit(4, Purpose::generate, i);
  return weights;
}

/// Names of the GPUs that are ready.
std::vector<std::string> gpus() {
  std::vector<std::string> names;
  for (const DeviceInfo& info : devices()) {
    if (info.ready && info.name.starts_with("cuda")) names.push_back(info.name);
  }
  return names;
}

struct Answer {
  KMeansResult fit;
  double silhouette = 0.0;
};

Answer answer_of(const std::string& device_name, const Work& work, HostView view, std::span<const double> weights) {
  const auto device = make_device(device_name);
  ThreadPool threads;
  const Cancellation cancellation;
  Context context{*device, threads, no_events(), cancellation};
  const auto points = device->upload(threads, view);
  KMeansOptions options;
  options.k = work.k;
  options.init = work.init;
  options.restarts = 1;
  options.max_iterations = 12;
  Answer answer{fit_kmeans(context, *points, options, weights)};
  if (work.n <= 100'000) answer.silhouette = silhouette(context, *points, answer.fit.labels, work.k).mean;
  return answer;
}

class SameAnswer : public testing::TestWithParam<Work> {};

TEST_P(SameAnswer, OnCpuAndGpu) {
  if (gpus().empty()) GTEST_SKIP() << "no GPU is ready here";
  const Work& work = GetParam();
  const Matrix<float> narrow = work.scalar == Scalar::f32 ? points_of<float>(work) : Matrix<float>();
  const Matrix<double> wide = work.scalar == Scalar::f64 ? points_of<double>(work) : Matrix<double>();
  const HostView view = work.scalar == Scalar::f32 ? HostView(narrow.view()) : HostView(wide.view());
  const std::vector<double> weights = weights_of(work);
  const Answer wanted = answer_of("cpu", work, view, weights);
  for (const std::string& gpu : gpus()) {
    const Answer got = answer_of(gpu, work, view, weights);
    EXPECT_EQ(wanted.fit.labels, got.fit.labels) << gpu;
    EXPECT_EQ(wanted.fit.centroids, got.fit.centroids) << gpu;
    EXPECT_EQ(wanted.fit.inertia_trace, got.fit.inertia_trace) << gpu;
    EXPECT_EQ(wanted.fit.iterations, got.fit.iterations) << gpu;
    EXPECT_NEAR(wanted.silhouette, got.silhouette, 1e-6) << gpu;
  }
}

/// For compute-sanitizer: every kind of pass, small.
INSTANTIATE_TEST_SUITE_P(Small, SameAnswer,
                         testing::Values(Work{"narrow", 3'001, 5, 7, Scalar::f32, false, KMeansInit::plus_plus},
                                         Work{"narrow_weighted", 1'031, 3, 5, Scalar::f32, true, KMeansInit::scalable},
                                         Work{"wide", 1'031, 40, 70, Scalar::f32, false, KMeansInit::plus_plus},
                                         Work{"doubles_weighted", 1'031, 6, 9, Scalar::f64, true,
                                              KMeansInit::plus_plus}),
                         [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Large, SameAnswer,
    testing::Values(Work{"narrow", 1'000'003, 8, 12, Scalar::f32, false, KMeansInit::plus_plus},
                    Work{"narrow_weighted", 500'009, 5, 9, Scalar::f32, true, KMeansInit::plus_plus},
                    Work{"narrow_many_clusters", 200'003, 3, 700, Scalar::f32, false, KMeansInit::scalable},
                    Work{"wide", 200'003, 64, 100, Scalar::f32, false, KMeansInit::random},
                    Work{"wide_weighted", 50'021, 64, 33, Scalar::f32, true, KMeansInit::plus_plus},
                    Work{"wide_many_clusters", 60'013, 128, 512, Scalar::f32, false, KMeansInit::random},
                    Work{"doubles", 200'003, 6, 10, Scalar::f64, false, KMeansInit::plus_plus},
                    Work{"doubles_weighted", 50'021, 40, 16, Scalar::f64, true, KMeansInit::scalable},
                    Work{"with_silhouette", 60'013, 8, 6, Scalar::f32, false, KMeansInit::plus_plus}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace shoal::test
