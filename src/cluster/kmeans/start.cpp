#include "cluster/kmeans/start.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "cluster/kmeans/lloyd.hpp"
#include "cluster/kmeans/seeding.hpp"
#include "shoal/kmeans_passes.hpp"

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
  return problem.rows.count() * problem.points.cols() * k <= k_small_start;
}

bool starts_go_in_batches(const Context& context, const Problem& problem, const KMeansOptions& options,
                          std::int64_t k) {
  if (!context.ranks.alone()) return true;
  return options.algorithm == KMeansAlgorithm::lloyd && context.device.kmeans().takes_batches(problem.points, k);
}

std::vector<Start> run_starts(const Context& context, std::span<const StartTask> tasks) {
  auto centroids = seed_centroids(context, tasks);
  std::vector<Start> starts;
  if (!tasks.empty() && tasks.front().options->algorithm == KMeansAlgorithm::mini_batch) {
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      const StartTask& task = tasks[i];
      starts.push_back(mini_batch(context, *task.problem, *task.options, std::move(centroids[i]), task.start_seed()));
    }
  } else {
    starts = lloyd(context, tasks, std::move(centroids));
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) starts[i].restart = tasks[i].restart;
  return starts;
}

Start run_start(const Context& context, const StartTask& task) {
  return std::move(run_starts(context, {&task, 1}).front());
}

std::vector<std::vector<Start>> run_groups(const Context& context, std::span<const std::vector<StartTask>> groups) {
  std::vector<StartTask> tasks;
  for (const auto& group : groups) tasks.insert(tasks.end(), group.begin(), group.end());
  auto starts = run_starts(context, tasks);
  std::vector<std::vector<Start>> grouped;
  auto next = std::make_move_iterator(starts.begin());
  for (const auto& group : groups) {
    grouped.emplace_back(next, next + std::ssize(group));
    next += std::ssize(group);
  }
  return grouped;
}

StartTask task_of(const Context& context, const Problem& problem, const KMeansOptions& options, int restart) {
  const bool small = starts_run_in_parallel(problem, options.k);
  return {&problem, &options, context.seed, restart, start_count(options) == 1 || !small};
}

std::vector<StartTask> tasks_of(const Context& context, const Problem& problem, const KMeansOptions& options) {
  std::vector<StartTask> tasks;
  for (int restart = 0; restart < start_count(options); ++restart) {
    tasks.push_back(task_of(context, problem, options, restart));
  }
  return tasks;
}

Start best_start(std::vector<Start> starts) {
  return std::move(*std::min_element(starts.begin(), starts.end(), [](const Start& a, const Start& b) {
    return a.inertia == b.inertia ? a.restart < b.restart : a.inertia < b.inertia;
  }));
}

}  // namespace shoal::kmeans

namespace shoal {

namespace {

KMeansResult fit(const Context& context, const Points& points, const KMeansOptions& options,
                 std::span<const double> weights) {
  kmeans::check_options(options, Rows(points, context.ranks));
  const auto problem = kmeans::make_problem(context, points, options, weights);
  const auto tasks = kmeans::tasks_of(context, problem, options);
  std::vector<kmeans::Start> starts(tasks.size());
  const auto run = [&](std::int64_t i, int) {
    starts[static_cast<std::size_t>(i)] = kmeans::run_start(context, tasks[static_cast<std::size_t>(i)]);
  };
  if (kmeans::starts_go_in_batches(context, problem, options, options.k)) {
    starts = kmeans::run_starts(context, tasks);
  } else if (kmeans::starts_run_in_parallel(problem, options.k)) {
    context.threads.run(std::ssize(tasks), run);
  } else {
    for (std::int64_t i = 0; i < std::ssize(tasks); ++i) run(i, 0);
  }
  return kmeans::finish(context, problem, options, kmeans::recombine(context, problem, options, std::move(starts)));
}

}  // namespace

KMeansResult fit_kmeans(Context& context, const Points& points, const KMeansOptions& options,
                        std::span<const double> weights) {
  try {
    return fit(context, points, options, weights);
  } catch (...) {
    context.ranks.abandon();  // they might wait for this one
    throw;
  }
}

}  // namespace shoal
