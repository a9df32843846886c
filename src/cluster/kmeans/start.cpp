#include "cluster/kmeans/start.hpp"

#include <algorithm>
#include <utility>

#include "cluster/kmeans/lloyd.hpp"
#include "cluster/kmeans/seeding.hpp"

namespace shoal::kmeans {
namespace {

// n x d x k up to which a pass is too short to be worth sharing among threads: about 0.1 ms on one core with AVX-512.
constexpr std::int64_t k_small_start = std::int64_t{1} << 22;

}  // namespace

int start_count(const KMeansOptions& options) {
  const bool random = options.init != KMeansInit::given || options.algorithm == KMeansAlgorithm::mini_batch;
  return random ? options.restarts : 1;
}

bool starts_run_in_parallel(const Problem& problem, std::int64_t k) {
  return problem.points.rows() * problem.points.cols() * k <= k_small_start;
}

Start run_start(const Context& context, const Problem& problem, const KMeansOptions& options, int restart) {
  const std::uint64_t seed = random_bits(context.seed, Purpose::restart, static_cast<std::uint64_t>(restart));
  auto centroids = seed_centroids(context, problem, options, seed);
  Start start = options.algorithm == KMeansAlgorithm::mini_batch
                    ? mini_batch(context, problem, options, std::move(centroids), seed)
                    : lloyd(context, problem, options, std::move(centroids));
  start.restart = restart;
  return start;
}

Start best_start(std::vector<Start> starts) {
  return std::move(*std::min_element(starts.begin(), starts.end(), [](const Start& a, const Start& b) {
    return a.inertia != b.inertia ? a.inertia < b.inertia : a.restart < b.restart;
  }));
}

}  // namespace shoal::kmeans

namespace shoal {

KMeansResult fit_kmeans(Context& context, const Points& points, const KMeansOptions& options,
                        std::span<const double> weights) {
  kmeans::check_options(options, points);
  const auto problem = kmeans::make_problem(context, points, options, weights);
  std::vector<kmeans::Start> starts(static_cast<std::size_t>(kmeans::start_count(options)));
  const auto run = [&](std::int64_t restart, int) {
    starts[static_cast<std::size_t>(restart)] = kmeans::run_start(context, problem, options, static_cast<int>(restart));
  };
  const auto count = static_cast<std::int64_t>(starts.size());
  if (kmeans::starts_run_in_parallel(problem, options.k)) {
    context.threads.run(count, run);
  } else {
    for (std::int64_t restart = 0; restart < count; ++restart) run(restart, 0);
  }
  return kmeans::finish(context, problem, options, kmeans::recombine(context, problem, options, std::move(starts)));
}

}  // namespace shoal
