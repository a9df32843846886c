#include "shoal/scorer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <thread>

#include "shoal/engine.hpp"
#include "shoal/kmeans.hpp"

namespace shoal {
namespace {

FeatureTable blobs(std::int64_t rows, std::uint64_t seed) {
  FeatureTable table{{"id", {}, {"b", "noise", "a"}}, Matrix<double>(rows, 3)};
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < 3; ++j) {
      const double u = random_unit(seed, Purpose::generate, static_cast<std::uint64_t>(3 * i + j));
      table.doubles()(i, j) = static_cast<double>(i % 7) * (1.0 + static_cast<double>(j)) + std::exp(u);
    }
  }
  return table;
}

struct Answer {
  explicit Answer(std::int64_t rows)
      : labels(static_cast<std::size_t>(rows)), distance(labels.size()), margin(labels.size()) {}
  Scores room(std::int64_t begin, std::int64_t count) {
    const auto from = static_cast<std::size_t>(begin), many = static_cast<std::size_t>(count);
    return {std::span(labels).subspan(from, many), std::span(distance).subspan(from, many),
            std::span(margin).subspan(from, many)};
  }
  bool operator==(const Answer&) const = default;

  std::vector<std::int32_t> labels;
  std::vector<double> distance, margin;
};

class ScorerTest : public testing::TestWithParam<Scalar> {
 protected:
  static constexpr std::int64_t k_rows = 3000;

  static std::shared_ptr<const Model> fit(Context& context, const FeatureTable& table) {
    Model model;
    model.scalar = GetParam();
    model.preparation = Preparation::parse("impute,winsorise:0.01@a,log1p,standardise");
    const FeatureTable inputs = table.select({"a", "b"});
    std::vector<std::int64_t> kept;
    const Matrix<double> values = model.preparation.fit(inputs, kept);
    const Matrix<float> rounded = to_float(values);
    const HostView view = model.scalar == Scalar::f32 ? HostView(rounded.view()) : HostView(values.view());
    const auto points = context.device.upload(context.threads, view);
    const KMeansResult found = fit_kmeans(context, *points, {.k = 7, .restarts = 2, .initial = {}});
    model.kind = CentroidModel{Metric::euclidean, found.centroids};
    model.sizes = found.sizes;
    return std::make_shared<Model>(std::move(model));
  }

  Answer wanted() {
    const Prediction found = predict(context_, *model_, table_);
    Answer answer(k_rows);
    answer.labels = found.labels;
    answer.distance = found.distance;
    answer.margin = found.margin;
    return answer;
  }

  Engine engine_{"cpu", 2};
  Context context_ = engine_.context();
  const FeatureTable table_ = blobs(k_rows, 1);
  const std::shared_ptr<const Model> model_ = fit(context_, table_);
  const Scorer scorer_{context_, model_};
};

INSTANTIATE_TEST_SUITE_P(Scalars, ScorerTest, testing::Values(Scalar::f32, Scalar::f64));

TEST_P(ScorerTest, HasTheBitsOfPredictHoweverRowsAreCut) {
  const Answer all = wanted();
  InputColumns columns;
  ASSERT_FALSE(scorer_.bind(table_.names, columns));
  for (const std::int64_t step : {1, 7, 64, 1000, 3000}) {
    Answer own(k_rows);
    for (std::int64_t begin = 0; begin < k_rows; begin += step) {
      const std::int64_t end = std::min(begin + step, k_rows);
      ASSERT_FALSE(scorer_.score(table_, columns, {begin, end}, own.room(begin, end - begin)));
    }
    EXPECT_EQ(own, all) << step;
  }
}

TEST_P(ScorerTest, TakesRowsInTheOrderOfItsInputs) {
  EXPECT_EQ(scorer_.inputs(), (std::vector<std::string>{"a", "b"}));
  const FeatureTable rows = table_.select(scorer_.inputs());
  Answer own(k_rows);
  ASSERT_FALSE(scorer_.score(rows.doubles().view(), own.room(0, k_rows)));
  EXPECT_EQ(own, wanted());
  std::vector<std::int32_t> labels(k_rows);
  ASSERT_FALSE(scorer_.score(rows.doubles().view(), {labels, {}, {}}));
  EXPECT_EQ(labels, own.labels);

  const Matrix<float> floats = to_float(rows.doubles());
  const FeatureTable as_floats{{"", {}, scorer_.inputs()}, floats};
  const Prediction of_floats = predict(context_, *model_, as_floats);
  ASSERT_FALSE(scorer_.score(floats.view(), own.room(0, k_rows)));
  EXPECT_EQ(own.distance, of_floats.distance);
}

TEST_P(ScorerTest, GivesErrorsAsValues) {
  InputColumns columns;
  const auto missing = scorer_.bind({"noise", "B", "a"}, columns);
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->code(), ErrorCode::model);
  EXPECT_EQ(missing->message(), "the model needs the column \"b\"");

  Matrix<double> rows(3, 2, {1, 1, 1, -7, 1, 1});
  Answer own(3);
  const auto refused = scorer_.score(std::as_const(rows).view(), own.room(0, 3));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code(), ErrorCode::data);
  EXPECT_EQ(refused->where(), "row 2, column b");
  rows(1, 1) = 7;
  EXPECT_FALSE(scorer_.score(std::as_const(rows).view(), own.room(0, 3)));

  const Matrix<double> narrow(3, 1);
  EXPECT_EQ(scorer_.score(narrow.view(), own.room(0, 3))->code(), ErrorCode::usage);
  EXPECT_EQ(scorer_.score(std::as_const(rows).view(), own.room(0, 2))->code(), ErrorCode::usage);
  ASSERT_FALSE(scorer_.bind(table_.names, columns));
  EXPECT_EQ(scorer_.score(table_, columns, {0, k_rows + 1}, {})->code(), ErrorCode::usage);
  EXPECT_EQ(scorer_.score(table_.select({"a", "b"}), columns, {0, 3}, own.room(0, 3))->code(), ErrorCode::usage);
  EXPECT_FALSE(scorer_.score(Matrix<double>(0, 2).view(), {}));
}

TEST_P(ScorerTest, StopsWhenItIsCancelled) {
  Cancellation cancellation;
  Engine engine("cpu", 1, &cancellation);
  const Scorer scorer(engine.context(), model_);
  cancellation.raise();
  std::vector<std::int32_t> labels(k_rows);
  const FeatureTable rows = table_.select(scorer.inputs());
  EXPECT_EQ(scorer.score(rows.doubles().view(), {labels, {}, {}})->code(), ErrorCode::cancelled);
}

/// Callers with batches of their own sizes; some of their rows are refused.
TEST_P(ScorerTest, AnswersManyThreadsAtTheSameTime) {
  const Answer all = wanted();
  const FeatureTable rows = table_.select(scorer_.inputs());
  std::vector<Answer> answers(8, Answer(k_rows));
  std::vector<std::thread> callers;
  std::atomic<int> refused{0};
  for (std::size_t caller = 0; caller < answers.size(); ++caller) {
    callers.emplace_back([&, caller] {
      const auto step = static_cast<std::int64_t>(1 + 37 * caller);
      const Matrix<double> bad(1, 2, {1.0, -3.0});
      for (std::int64_t begin = 0; begin < k_rows; begin += step) {
        const std::int64_t count = std::min(step, k_rows - begin);
        const MatrixView<const double> some{rows.doubles().row(begin), count, 2};
        if (scorer_.score(some, answers[caller].room(begin, count))) return;
        std::int32_t label = 0;
        if (scorer_.score(bad.view(), {{&label, 1}, {}, {}})) ++refused;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (const Answer& answer : answers) EXPECT_EQ(answer, all);
  EXPECT_GT(refused, 3000);
}

}  // namespace
}  // namespace shoal
