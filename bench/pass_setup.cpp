#include "pass_setup.hpp"

#include <random>
#include <vector>

#include "shoal/one_answer.hpp"

namespace shoal::bench {

namespace {

Matrix<double> first_rows(const Matrix<float>& points, std::int64_t k) {
  Matrix<double> rows(k, points.cols());
  for (std::int64_t i = 0; i < k * points.cols(); ++i) rows.values()[i] = points.values()[i];
  return rows;
}

}  // namespace

Matrix<float> normal_points(std::int64_t n, std::int64_t d) {
  std::mt19937_64 random(20);
  std::normal_distribution<float> normal;
  Matrix<float> points(n, d);
  for (float& value : points.values()) value = normal(random);
  return points;
}

PassSetup::PassSetup(std::string_view device_name, std::int64_t n, std::int64_t d, std::int64_t k)
    : device(make_device(device_name)),
      points(normal_points(n, d)),
      centroids(first_rows(points, k)),
      x(device->upload(threads, MatrixView<const float>(points.view()))),
      quantisation(make_quantisation(device->column_stats(threads, *x, {}), Scalar::f32, false)),
      sums(k, d) {
  begin();
}

void PassSetup::begin() {
  state = device->kmeans().begin_fit(threads, *x, {}, quantisation);
  centroids = first_rows(points, centroids.rows());
}

void PassSetup::iterate() {
  sums.clear();
  device->kmeans().lloyd_step(threads, *x, *state, centroids.view(), {0, x->rows()}, sums);
  for (std::int64_t c = 0; c < sums.k(); ++c) {
    if (sums.count(c) == 0) continue;
    for (std::int64_t j = 0; j < sums.d(); ++j) {
      centroids(c, j) = quantised_mean<float>(sums.total(c, j), sums.weight(c),
                                              quantisation.value_exponent[static_cast<std::size_t>(j)], 0);
    }
  }
}

void PassSetup::seed() {
  const MatrixView<const double> rows = centroids.view();
  const std::int64_t m = rows.rows - 1;
  Int128 mass = 0;
  std::vector<Int128> masses(static_cast<std::size_t>(m));
  std::vector<std::int64_t> drawn(static_cast<std::size_t>(m));
  device->kmeans().min_update(threads, *x, *state, {rows.data, 1, rows.cols}, {}, {&mass, 1});
  for (std::int64_t c = 0; c < m; ++c) masses[static_cast<std::size_t>(c)] = mass * c / m;
  device->kmeans().rows_at_mass(threads, *x, *state, masses, drawn);
  device->kmeans().min_update(threads, *x, *state, {}, {rows.row(1), m, rows.cols}, masses);
}

}  // namespace shoal::bench
