#include "device_cases.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sanitized.hpp"
#include "shoal/random.hpp"

namespace shoal::test {
namespace {

constexpr std::array k_pattern_names{"uniform", "grid",   "equal",     "constant", "scales",     "denormals",
                                     "huge",    "offset", "near_ties", "twins",    "far_weights"};

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// Uniform in [0, 1): draw `index` of stream `lane`.
double unit(std::int64_t index, std::uint32_t lane) {
  return random_unit(1, Purpose::sample, static_cast<std::uint64_t>(index), lane);
}

std::int64_t below(std::int64_t n, std::int64_t index, std::uint32_t lane) {
  const auto count = static_cast<std::uint64_t>(n);
  return static_cast<std::int64_t>(random_below(count, 1, Purpose::sample, static_cast<std::uint64_t>(index), lane));
}

template <class T>
T rounded(double value) {
  const double largest = std::numeric_limits<T>::max();
  return static_cast<T>(std::clamp(value, -largest, largest));
}

template <class T>
T point_value(const Case& c, std::int64_t i, std::int64_t j) {
  const std::int64_t index = i * c.d + j;
  const double u = 2 * unit(index, 0) - 1;
  const bool single = sizeof(T) == sizeof(float);
  switch (c.pattern) {
    case Pattern::uniform:
    case Pattern::twins:
    case Pattern::far_weights:
      return rounded<T>(u);
    case Pattern::grid:
      return static_cast<T>(below(3, index, 1));
    case Pattern::equal:
      return rounded<T>(0.1 * static_cast<double>(j + 1));
    case Pattern::constant:
      return j % 2 == 0 ? rounded<T>(1.0 / 3.0) : rounded<T>(u);
    case Pattern::scales: {
      const double span = c.d > 1 ? static_cast<double>(j) / static_cast<double>(c.d - 1) : 0.5;
      return rounded<T>(u * std::pow(10.0, -30 + 60 * span));
    }
    case Pattern::denormals:
      return static_cast<T>(below(9, index, 1) - 4) * std::numeric_limits<T>::denorm_min();
    case Pattern::huge:
      return rounded<T>(0.3 * u * static_cast<double>(std::numeric_limits<T>::max()));
    case Pattern::offset:
      return rounded<T>((single ? 1e7 : 1e15) + static_cast<double>(below(40, index, 1)));
    case Pattern::near_ties:
      return rounded<T>(1 + std::ldexp(static_cast<double>(below(9, index, 1)), single ? -23 : -52));
  }
  return T{};
}

template <class T>
Matrix<T> make_points(const Case& c) {
  Matrix<T> points(c.n, c.d);
  for (std::int64_t i = 0; i < c.n; ++i) {
    for (std::int64_t j = 0; j < c.d; ++j) points(i, j) = point_value<T>(c, i, j);
  }
  return points;
}

/// Rows like those of the data (every second one a row of the data itself), from stream `first` on.
template <class T>
Matrix<double> make_centroids(const Case& c, std::int64_t first) {
  Matrix<double> centroids(c.k, c.d);
  for (std::int64_t row = 0; row < c.k; ++row) {
    const std::int64_t wanted = c.pattern == Pattern::twins ? row / 2 : row;
    const bool of_data = c.n > 0 && wanted % 2 == 0;
    const std::int64_t source = of_data ? below(c.n, first + wanted, 2) : c.n + first + wanted;
    for (std::int64_t j = 0; j < c.d; ++j) centroids(row, j) = static_cast<double>(point_value<T>(c, source, j));
  }
  return centroids;
}

std::vector<double> make_weights(const Case& c) {
  std::vector<double> weights(c.weighted ? at(c.n) : 0);
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(weights.size()); ++i) {
    const double u = unit(i, 3);
    const bool far = c.pattern == Pattern::far_weights;
    weights[at(i)] = u < 0.1 ? 0.0 : far ? std::pow(10.0, 400 * u - 200) : 3 * u;
  }
  return weights;
}

}  // namespace

std::string Case::name() const {
  return "n=" + std::to_string(n) + " d=" + std::to_string(d) + " k=" + std::to_string(k) +
         (scalar == Scalar::f32 ? " f32" : " f64") + (weighted ? " weighted " : " ") +
         k_pattern_names[static_cast<std::size_t>(pattern)];
}

HostView Problem::view() const {
  if (wide.cols() > 0) return wide.view();
  return narrow.view();
}

Problem make_problem(const Case& c) {
  Problem problem;
  if (c.scalar == Scalar::f32) {
    problem.narrow = make_points<float>(c);
    problem.centroids = make_centroids<float>(c, 0);
    problem.others = make_centroids<float>(c, c.k);
  } else {
    problem.wide = make_points<double>(c);
    problem.centroids = make_centroids<double>(c, 0);
    problem.others = make_centroids<double>(c, c.k);
  }
  problem.weights = make_weights(c);
  for (std::int64_t i = 0; i < c.n; ++i) {
    problem.labels.push_back(unit(i, 4) < 0.05 ? -1 : static_cast<std::int32_t>(below(c.k, i, 5)));
  }
  return problem;
}

namespace {

/// The case for f32 and f64, without and with weights.
void add(std::vector<Case>& cases, std::int64_t n, std::int64_t d, std::int64_t k, Pattern pattern) {
  for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
    for (const bool weighted : {false, true}) cases.push_back({n, d, k, scalar, weighted, pattern});
  }
}

/// For sanitizers every thirteenth case, which is still some of every kind.
std::vector<Case> every_few(const std::vector<Case>& cases) {
  constexpr std::size_t step = unless_sanitized(1, 13);
  std::vector<Case> some;
  for (std::size_t i = 0; i < cases.size(); i += step) some.push_back(cases[i]);
  return some;
}

}  // namespace

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const std::int64_t d : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 32, 100, 784}) {
    for (const std::int64_t k : {1, 2, 7, 64, 300}) {
      const std::int64_t n = d * k > 6000 ? 19 : 61;
      for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
        cases.push_back({n, d, k, scalar, (d + k) % 2 == 0, Pattern::uniform});
      }
    }
  }
  for (const std::int64_t n :
       {0, 1, 2, 3, 5, 7, 8, 9, 13, 15, 16, 17, 23, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 1009, 4099}) {
    for (const std::int64_t d : {1, 3, 8, 19}) add(cases, n, d, 5, Pattern::uniform);
  }
  for (int p = 0; p <= static_cast<int>(Pattern::far_weights); ++p) {
    for (const std::int64_t d : {1, 2, 5, 16, 17, 40}) {
      for (const std::int64_t k : {2, 7, 33}) add(cases, 157, d, k, static_cast<Pattern>(p));
    }
  }
  return every_few(cases);
}

std::vector<Case> pair_cases() {
  std::vector<Case> cases;
  for (const Case& c : all_cases()) {
    const bool squares_fit = c.scalar == Scalar::f32 || (c.pattern != Pattern::huge && c.pattern != Pattern::denormals);
    if (!c.weighted && c.n <= 300 && squares_fit) cases.push_back(c);
  }
  return cases;
}

std::vector<Case> long_cases() {
  std::vector<Case> cases;
  add(cases, unless_sanitized(30011, 9011), 3, 4, Pattern::uniform);
  add(cases, unless_sanitized(20011, 7011), 2, 9, Pattern::grid);
  add(cases, unless_sanitized(10007, 4007), 20, 3, Pattern::offset);
  return cases;
}

}  // namespace shoal::test
