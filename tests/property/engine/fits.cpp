#include "fits.hpp"

#include <algorithm>

#include "shoal/random.hpp"

namespace shoal::test {
namespace {

std::int64_t below(std::int64_t n, std::int64_t index, std::uint32_t lane) {
  return static_cast<std::int64_t>(
      random_below(static_cast<std::uint64_t>(n), 3, Purpose::sample, static_cast<std::uint64_t>(index), lane));
}

}  // namespace

RandomFit random_fit(std::int64_t index) {
  constexpr Pattern patterns[] = {Pattern::uniform, Pattern::grid,   Pattern::equal,       Pattern::constant,
                                  Pattern::offset,  Pattern::scales, Pattern::far_weights, Pattern::near_ties};
  constexpr KMeansInit inits[] = {KMeansInit::plus_plus, KMeansInit::scalable, KMeansInit::random, KMeansInit::given};
  const std::int64_t n = 1 + below(index % 5 == 0 ? 4000 : 300, index, 0);
  const std::int64_t d = 1 + below(20, index, 1);
  const std::int64_t k = 1 + below(std::min<std::int64_t>(n, 12), index, 2);
  Case drawn{n,
             d,
             k,
             below(2, index, 3) == 0 ? Scalar::f32 : Scalar::f64,
             below(3, index, 4) == 0,
             patterns[below(std::size(patterns), index, 5)]};
  // Float distances overflow there, which a fit refuses.
  if (drawn.pattern == Pattern::scales && d <= 16) drawn.scalar = Scalar::f64;
  RandomFit fit{make_problem(drawn), {}, drawn.name()};
  fit.options.k = k;
  fit.options.init = inits[below(std::size(inits), index, 6)];
  if (below(6, index, 7) == 0) fit.options.algorithm = KMeansAlgorithm::mini_batch;
  fit.options.restarts = 1 + static_cast<int>(below(4, index, 8));
  fit.options.max_iterations = 1 + below(60, index, 9);
  fit.options.tolerance = below(3, index, 10) == 0 ? 1e-4 : 0.0;
  fit.options.initial = fit.problem.centroids;
  fit.name += " fit " + std::to_string(index);
  return fit;
}

KMeansResult run_fit(Device& device, const Problem& problem, const KMeansOptions& options, int threads,
                     std::int64_t batch_rows) {
  ThreadPool pool(threads);
  const Cancellation cancellation;
  Context context{device, pool, no_events(), cancellation};
  context.batch_rows = batch_rows;
  const auto points = device.upload(pool, problem.view());
  return fit_kmeans(context, *points, options, problem.weights);
}

KMeansResult run_fit(const Problem& problem, const KMeansOptions& options) {
  return run_fit(*make_device("cpu"), problem, options);
}

testing::AssertionResult same_result(const KMeansResult& wanted, const KMeansResult& got) {
  if (wanted.labels != got.labels) return testing::AssertionFailure() << "labels differ";
  if (wanted.centroids != got.centroids) return testing::AssertionFailure() << "centroids differ";
  if (wanted.iterations != got.iterations) return testing::AssertionFailure() << "iterations differ";
  if (wanted.inertia != got.inertia) return testing::AssertionFailure() << "inertia differs";
  if (wanted.inertia_trace != got.inertia_trace) return testing::AssertionFailure() << "traces differ";
  if (wanted.restart != got.restart) return testing::AssertionFailure() << "another start won";
  if (wanted.sizes != got.sizes) return testing::AssertionFailure() << "sizes differ";
  if (wanted.converged != got.converged) return testing::AssertionFailure() << "only one converged";
  if (wanted.warnings != got.warnings) return testing::AssertionFailure() << "warnings differ";
  return testing::AssertionSuccess();
}

KMeansOptions from_centroids(const Matrix<double>& initial) {
  KMeansOptions options;
  options.k = initial.rows();
  options.init = KMeansInit::given;
  options.initial = initial;
  return options;
}

}  // namespace shoal::test
