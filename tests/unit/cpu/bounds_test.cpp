// Bounds spare searches and change no bit: passes of every target, with bounds in every pass, beside the plain oracle.
#include <gtest/gtest.h>

#include <algorithm>

#include "beside.hpp"
#include "sanitized.hpp"

namespace shoal {
namespace {

using cpu::BoundMode;
using cpu::BoundSwitch;
using test::Beside;
using test::clustered;
using test::Data;
using test::Shape;
using test::some_rows;

/// The float chain, the double chain on float and double points, one bound for all and one for each; k = 1 and 2.
std::vector<Shape> shapes() {
  std::vector<Shape> all = {{1500, 3, 1},   {1500, 2, 2},        {1100, 8, 40},       {1100, 16, 33},
                            {1500, 2, 300}, {1100, 9, 150},      {900, 3, 280, true}, {1100, 17, 3},
                            {1100, 32, 30}, {700, 33, 1},        {700, 70, 1},        {700, 131, 2},
                            {700, 200, 17}, {1100, 5, 25, true}, {700, 40, 20, true}, {1025, 129, 16},
                            {64, 8, 20},    {63, 150, 9},        {1, 100, 1}};
  // For a sanitizer some blocks of rows, and more rows than clusters.
  if (test::k_sanitized) {
    for (Shape& shape : all) shape.n = std::min(shape.n, std::max<std::int64_t>(200, shape.k + 60));
  }
  return all;
}

std::string name_of(const Shape& s) {
  return std::to_string(s.n) + " x " + std::to_string(s.d) + (s.f64 ? " double" : "") + ", k = " + std::to_string(s.k);
}

/// One thread: the thread sanitizer has nothing to find.
class CpuBounds : public testing::Test {
 protected:
  void SetUp() override {
    if (test::k_thread_sanitizer) GTEST_SKIP() << "one thread";
  }
};

TEST(CpuBoundsInThreads, PassesOfAFit) {
  for (const Shape& shape : shapes()) {
    for (const bool weighted : {false, true}) {
      if (test::k_thread_sanitizer && !weighted) continue;
      SCOPED_TRACE(name_of(shape) + (weighted ? " weighted" : ""));
      const Data data = clustered(shape, 1 + shape.k / 2, 3.0, 0.0, weighted);
      Beside fit(data, BoundSwitch::Policy::always, weighted ? 3 : 1);
      fit.iterate(some_rows(data, shape.k), 8);
      if (HasFailure()) return;
    }
  }
}

/// To and fro, twice the same, unrelated ones, a piece of the rows, another k and back.
TEST_F(CpuBounds, CallsInAnyOrder) {
  for (const Shape& shape : shapes()) {
    SCOPED_TRACE(name_of(shape));
    const Data data = clustered(shape, 1 + shape.k / 2, 2.0, 0.0);
    Beside fit(data, BoundSwitch::Policy::always);
    const Matrix<double> start = some_rows(data, shape.k);
    const Matrix<double> moved = fit.iterate(start, 4);
    for (const Matrix<double>& centroids : {start, moved, moved, some_rows(data, shape.k, 5), moved}) {
      fit.step(centroids);
    }
    fit.step(start, {0, shape.n / 3});
    fit.step(moved, {shape.n / 5, shape.n / 2});
    fit.step(some_rows(data, shape.k, 3), {shape.n / 2, shape.n});
    fit.iterate(moved, 2);
    fit.step(some_rows(data, shape.k + 5));
    fit.step(moved);
    fit.step(some_rows(data, shape.k + 5), {0, shape.n / 2});
    fit.iterate(some_rows(data, shape.k), 3);
    if (HasFailure()) return;
  }
}

TEST_F(CpuBounds, FarFromTheOrigin) {
  for (const Shape& shape : shapes()) {
    SCOPED_TRACE(name_of(shape));
    const Data data = clustered(shape, 1 + shape.k / 2, 1.0, 1e7);
    Beside(data, BoundSwitch::Policy::always).iterate(some_rows(data, shape.k), 6);
  }
}

TEST_F(CpuBounds, OneFarRow) {
  for (const Shape& shape : shapes()) {
    SCOPED_TRACE(name_of(shape));
    Data data = clustered(shape, 1 + shape.k / 2, 1.0, 0.0);
    for (float& value : data.narrow.values()) value *= 1e-3f;
    for (std::int64_t j = 0; j < data.narrow.cols(); ++j) data.narrow(shape.n / 2, j) = 1e8f;
    Beside(data, BoundSwitch::Policy::always).iterate(some_rows(data, shape.k), 6);
  }
}

/// Values 0, 1 and 2: duplicates, and rows at exactly equal distances from several centroids.
TEST_F(CpuBounds, Ties) {
  for (const Shape& shape : shapes()) {
    SCOPED_TRACE(name_of(shape));
    Data data = clustered(shape, 1 + shape.k / 2, 3.0, 0.0);
    for (float& value : data.narrow.values()) value = std::clamp(std::rint(value * 0.2f), -1.0f, 1.0f);
    for (double& value : data.wide.values()) value = std::clamp(std::rint(value * 0.2), -1.0, 1.0);
    Beside fit(data, BoundSwitch::Policy::always);
    Matrix<double> centroids = some_rows(data, shape.k);
    fit.iterate(centroids, 4);
    // Every centroid twice, and no move but by one step of rounding.
    for (std::int64_t c = 1; c < shape.k; c += 2) std::copy_n(centroids.row(c - 1), shape.d, centroids.row(c));
    fit.step(centroids);
    for (int i = 0; i < 4; ++i) {
      double& value = centroids(i % shape.k, i % shape.d);
      value = static_cast<double>(std::nextafter(static_cast<float>(value), i % 2 == 0 ? 9.0f : -9.0f));
      fit.step(centroids);
    }
  }
}

/// Rows half way between two centroids, to the bit or but for one: twice their distance is that of the centroids. The
/// order of the centroids turns round, and with it the label of every tie.
TEST_F(CpuBounds, RowsHalfWay) {
  for (const bool f64 : {false, true}) {
    for (const std::int64_t d : {1, 2, 9}) {
      const std::int64_t k = 40;
      Data data = clustered({2 * k, d, k, f64}, 1, 0.0, 0.0);
      const auto set = [&](std::int64_t i, double value) {
        for (std::int64_t j = 0; j < d; ++j) {
          if (f64) data.wide(i, j) = value;
          if (!f64) data.narrow(i, j) = static_cast<float>(value);
        }
      };
      Matrix<double> up(k, d), down(k, d);
      for (std::int64_t c = 0; c < k; ++c) {
        const double at = 2.0 * static_cast<double>(c);
        set(2 * c, at);
        set(2 * c + 1, c % 3 == 0   ? at + 1.0
                       : c % 3 == 1 ? static_cast<double>(std::nextafter(static_cast<float>(at + 1.0), 0.0f))
                                    : static_cast<double>(std::nextafter(static_cast<float>(at + 1.0), 1e9f)));
        std::fill_n(up.row(c), d, at);
        std::fill_n(down.row(k - 1 - c), d, at);
      }
      SCOPED_TRACE(std::to_string(d) + " columns");
      Beside fit(data, BoundSwitch::Policy::always);
      for (int i = 0; i < 3; ++i) {
        // Labels of the old order are those of far centroids, or of the higher one of a tie.
        for (const Matrix<double>& centroids : {up, down}) {
          fit.step(centroids);
          Matrix<double> near = centroids;
          std::swap_ranges(near.row(2 * i), near.row(2 * i) + d, near.row(2 * i + 1));
          fit.step(near);
          fit.step(centroids);
        }
      }
    }
  }
}

/// Distances that are equal but for a rounding, which a move of a centroid by its last bit turns.
TEST_F(CpuBounds, RowsAtTheEdgeOfARounding) {
  Data data = clustered({200, 3, 2}, 1, 0.0, 0.0);
  for (std::int64_t i = 0; i < 200; ++i) {
    data.narrow(i, 0) = data.narrow(i, 1) = 1.0f;
    data.narrow(i, 2) = static_cast<float>(i) / 200.0f;
  }
  // 1 less this is rounded down; less the float below it, up to 1.
  const double edge = 0x1p-25 + 0x1p-48, below = 0x1p-25 - 0x1p-49;
  Matrix<double> centroids(2, 3);
  centroids(0, 1) = below;
  centroids(1, 0) = edge;
  Beside fit(data, BoundSwitch::Policy::always);
  for (int i = 0; i < 3; ++i) fit.step(centroids);
  centroids(0, 1) = edge;
  fit.step(centroids);
}

/// `values` as rows of one column.
Matrix<double> column(const std::vector<double>& values) {
  Matrix<double> rows(std::ssize(values), 1);
  std::copy(values.begin(), values.end(), rows.values().begin());
  return rows;
}

Data rows_at(const std::vector<double>& values) {
  Data data;
  data.narrow = Matrix<float>(std::ssize(values), 1);
  std::transform(values.begin(), values.end(), data.narrow.values().begin(),
                 [](double value) { return static_cast<float>(value); });
  return data;
}

/// Centroids whose squared distance leaves the range of float may come near all the same.
TEST_F(CpuBounds, OutOfTheRangeOfSquares) {
  std::vector<double> values(70, 1.2e19);
  values.insert(values.end(), {-5e19, 0.0, 5e19});
  const Data data = rows_at(values);
  Beside fit(data, BoundSwitch::Policy::always);
  for (const double moved : {5e19, 5.1e19, 5.2e19, 1.3e19}) fit.step(column({0.0, moved, -5e19}));
}

/// Sixteen centroids around one fill its neighbourhood; the next is nearer to the rows on its own side than these.
TEST_F(CpuBounds, TheFirstBeyondANeighbourhood) {
  const Data data = rows_at(std::vector<double>(70, -1.0));
  Beside fit(data, BoundSwitch::Policy::always);
  std::vector<double> at{0.0};
  for (int i = 0; i < 16; ++i) at.push_back(1.5 + 0.01 * i);
  for (const double beyond : {-2.1, -2.09, -2.08, -1.9}) {
    at.resize(17);
    at.push_back(beyond);
    fit.step(column(at));
  }
}

TEST_F(CpuBounds, TheEndsOfTheRangeOfFloat) {
  for (const float scale : {1e-44f, 1e-39f, 1e-30f, 1e-22f, 1e-19f, 1e15f, 1e18f, 1e30f}) {
    for (const Shape& shape : {Shape{500, 6, 20}, Shape{300, 24, 20}, Shape{300, 140, 12}}) {
      SCOPED_TRACE(name_of(shape) + ", scale " + std::to_string(scale));
      Data data = clustered(shape, 8, 1.0, 0.0);
      for (float& value : data.narrow.values()) value *= scale;
      Beside(data, BoundSwitch::Policy::always).iterate(some_rows(data, shape.k), 4);
    }
  }
}

TEST(CpuBoundSwitch, MeasuresUnlessToldOtherwise) { EXPECT_EQ(BoundSwitch().policy, BoundSwitch::Policy::measured); }

/// Bounds prove most rows once the centroids of clear clusters stand nearly still.
TEST_F(CpuBounds, PruneClusters) {
  for (const Shape& shape : {Shape{3000, 8, 40}, Shape{2000, 40, 40}, Shape{test::unless_sanitized(1500, 500), 300, 40},
                             Shape{2000, 6, 30, true}}) {
    SCOPED_TRACE(name_of(shape));
    const Data data = clustered(shape, shape.k, 0.5, 0.0);
    Beside fit(data, BoundSwitch::Policy::measured);
    Matrix<double> centroids = fit.iterate(some_rows(data, shape.k), 8);
    for (std::int64_t i = 0; i < 40; ++i) {
      double& value = centroids(i % shape.k, i % shape.d);
      value = static_cast<double>(static_cast<float>(value + 1e-3));
      fit.step(centroids);
    }
    for (const Beside::OnTarget& on : fit.fits()) {
      SCOPED_TRACE(on.target.name);
      EXPECT_EQ(on.state.bound_switch.mode(), BoundMode::prune);
      EXPECT_FALSE(on.state.bound_switch.on_trial());
      EXPECT_GT(fit.pruned(on), 0.5);
    }
  }
}

/// Centroids that jump about leave nothing to be proven.
TEST_F(CpuBounds, AreGivenUpWhereTheyProveNothing) {
  for (const Shape& shape : {Shape{1100, 8, 30}, Shape{1100, 24, 30}, Shape{700, 200, 20}}) {
    SCOPED_TRACE(name_of(shape));
    const Data data = clustered(shape, 1, 1.0, 0.0);
    Beside fit(data, BoundSwitch::Policy::measured);
    std::vector<int> with_bounds(fit.fits().size());
    for (int i = 0; i < 20; ++i) {
      fit.step(some_rows(data, shape.k, 11 * i + 1));
      for (std::size_t t = 0; t < with_bounds.size(); ++t) {
        with_bounds[t] += fit.fits()[t].state.bound_switch.mode() == BoundMode::plain ? 0 : 1;
      }
    }
    // Trials of two passes, further and further apart.
    for (std::size_t t = 0; t < with_bounds.size(); ++t) {
      SCOPED_TRACE(fit.fits()[t].target.name);
      EXPECT_LE(with_bounds[t], 8);
      EXPECT_GE(with_bounds[t], 2);
    }
  }
}

}  // namespace
}  // namespace shoal
