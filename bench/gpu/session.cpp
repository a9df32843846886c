#include "session.hpp"

#include <chrono>
#include <cmath>
#include <fstream>
#include <utility>

#include "made_points.hpp"
#include "shoal/error.hpp"
#include "shoal/kmeans_loops.hpp"
#include "shoal/kmeans_passes.hpp"
#include "shoal/metrics.hpp"

namespace shoal::bench {
namespace {

template <class Work>
double seconds_of(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

void Session::upload(Matrix<float> values) {
  points_.reset();
  values_ = std::move(values);
  points_ = device_->upload(threads_, MatrixView<const float>(values_.view()));
}

void Session::make_points(std::string_view pattern, std::int64_t n, std::int64_t d, std::int64_t groups) {
  points_.reset();
  values_ = {};
  upload(pattern == "uniform" ? uniform_points(threads_, n, d) : grouped_points(threads_, n, d, groups));
}

void Session::read_points(const std::string& path, std::int64_t n, std::int64_t d) {
  Matrix<float> values(n, d);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(values.values().data()), n * d * static_cast<std::int64_t>(sizeof(float)));
  if (!file) throw Error(ErrorCode::data, path + " holds fewer values than " + std::to_string(n * d), "", path);
  upload(std::move(values));
}

Matrix<double> Session::first_rows(std::int64_t k) const {
  Matrix<double> rows(k, values_.cols());
  for (std::size_t i = 0; i < rows.values().size(); ++i) rows.values()[i] = static_cast<double>(values_.values()[i]);
  return rows;
}

LloydFigures Session::lloyd(std::int64_t k, std::int64_t iterations) {
  FitTerms terms;
  terms.stats = device_->column_stats(threads_, *points_, {});
  terms.quantisation = make_quantisation(terms.stats, terms.scalar, false);
  LloydRun run;
  run.terms = &terms;
  run.centroids = first_rows(k);
  run.max_iterations = iterations;
  run.state = device_->kmeans().begin_fit(threads_, *points_, {}, terms.quantisation);
  LloydFigures figures;
  figures.seconds = seconds_of([&] { run_lloyd(device_->kmeans(), threads_, *points_, {&run, 1}); });
  figures.iterations = run.iterations;
  if (!run.inertia.empty()) {
    figures.inertia = std::ldexp(static_cast<double>(run.inertia.back()), -terms.quantisation.sq_exponent);
  }
  centroids_ = std::move(run.centroids);
  return figures;
}

double Session::seeding(KMeansInit init, std::int64_t k) {
  Context here = context();
  KMeansOptions options;
  options.k = k;
  options.restarts = 1;
  options.max_iterations = 1;
  options.init = KMeansInit::given;
  options.initial = first_rows(k);
  const double without = seconds_of([&] { fit_kmeans(here, *points_, options); });
  options.init = init;
  options.initial = {};
  return seconds_of([&] { centroids_ = fit_kmeans(here, *points_, options).centroids; }) - without;
}

std::vector<std::int32_t> Session::labels() {
  std::vector<std::int32_t> all(static_cast<std::size_t>(points_->rows()));
  device_->assign(threads_, *points_, centroids_.view(), {0, points_->rows()}, {all, {}, {}});
  return all;
}

SilhouetteFigures Session::silhouette(const std::vector<std::int32_t>& labels, std::int64_t k) {
  Context here = context();
  SilhouetteFigures figures;
  figures.seconds = seconds_of([&] { figures.mean = shoal::silhouette(here, *points_, labels, k).mean; });
  return figures;
}

SweepFigures Session::sweep(std::int64_t k_min, std::int64_t k_max, int restarts) {
  Context here = context();
  SweepOptions options;
  options.k_min = k_min;
  options.k_max = k_max;
  options.kmeans.restarts = restarts;
  options.bootstraps = 0;
  SweepFigures figures;
  figures.seconds = seconds_of([&] { figures.result = sweep_kmeans(here, *points_, options); });
  return figures;
}

}  // namespace shoal::bench
