// The scores of the certified search on sm_90a against sums in double over the same halves.
#include "cuda/nearest/score_hopper.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "emulated.hpp"

namespace shoal::cuda {
namespace {

struct Problem {
  std::int64_t n, k, d, stride;
  std::vector<__half> points, centroids;
  std::vector<float> half_sq, bound;
  std::vector<double> rounding;  ///< [n] error of a gap of float sums, at most
};

float value(const std::vector<__half>& rows, std::int64_t at) {
  return __half2float(rows[static_cast<std::size_t>(at)]);
}

/// Normal values; `copies` of the first centroid at the end, so that its rows are ties. Bounds are those of float sums and
/// up to `slack` more.
Problem make(std::int64_t n, std::int64_t k, std::int64_t d, unsigned seed, std::int64_t copies = 0,
             float slack = 0.2F) {
  Problem p{n, k, d, (d + 7) / 8 * 8, {}, {}, {}, {}, {}};
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::uniform_real_distribution<float> uniform(0, slack);
  p.points.assign(static_cast<std::size_t>(n * p.stride), __float2half(0));
  p.centroids.assign(static_cast<std::size_t>(k * p.stride), __float2half(0));
  for (auto* rows : {&p.points, &p.centroids})
    for (std::size_t i = 0; i < rows->size(); ++i)
      if (static_cast<std::int64_t>(i) % p.stride < d) (*rows)[i] = __float2half(normal(random));
  for (std::int64_t c = k - copies; c < k; ++c)
    std::copy_n(p.centroids.begin(), p.stride, p.centroids.begin() + c * p.stride);
  p.half_sq.assign(static_cast<std::size_t>((k + 127) / 128 * 128), 1e30F);
  double largest = 0;
  for (std::int64_t c = 0; c < k; ++c) {
    double sq = 0;
    for (std::int64_t j = 0; j < d; ++j) sq += std::pow(value(p.centroids, c * p.stride + j), 2.0);
    p.half_sq[static_cast<std::size_t>(c)] = static_cast<float>(sq / 2);
    largest = std::max(largest, sq);
  }
  for (std::int64_t i = 0; i < n; ++i) {
    double sq = 0;
    for (std::int64_t j = 0; j < d; ++j) sq += std::pow(value(p.points, i * p.stride + j), 2.0);
    // Twice the error of a score: d + 2 roundings of sums no larger than |x||c| + |c|^2.
    const double rounding = 2 * static_cast<double>(d + 2) * 0x1p-24 * (std::sqrt(sq * largest) + largest);
    p.rounding.push_back(rounding);
    p.bound.push_back(static_cast<float>(2 * rounding) + uniform(random));
  }
  return p;
}

struct Answer {
  std::vector<std::int32_t> labels;
  std::vector<std::int32_t> listed;
};

Answer run(const Problem& p) {
  const Stream stream;
  const auto points = on_device(stream, p.points), centroids = on_device(stream, p.centroids);
  const auto half_sq = on_device(stream, p.half_sq), bound = on_device(stream, p.bound);
  Buffer<std::int32_t> labels(p.n), uncertain(p.n), count(1);
  fill_bytes(stream, count.data(), 0, 1);
  score_on_hopper(stream, {{points.data(), p.n, p.d, p.stride},
                           {centroids.data(), p.k, p.d, p.stride},
                           half_sq.data(),
                           bound.data(),
                           labels.data(),
                           uncertain.data(),
                           count.data()});
  Answer answer;
  const std::string error = what_failed(stream);
  EXPECT_EQ(error, "");
  if (!error.empty()) return answer;
  answer.labels = on_host(stream, labels);
  answer.listed = on_host(stream, uncertain);
  const std::int32_t listed = on_host(stream, count)[0];
  EXPECT_LE(listed, p.n);
  answer.listed.resize(static_cast<std::size_t>(std::clamp<std::int64_t>(listed, 0, p.n)));
  return answer;
}

/// What is wrong with the answer; empty: nothing. A row within its bound must be listed, one clearly beyond must not, and
/// the label of a row that is not listed is exact.
std::string judge(const Problem& p, const Answer& answer) {
  const std::set<std::int32_t> listed(answer.listed.begin(), answer.listed.end());
  if (listed.size() != answer.listed.size()) return "a row is listed twice";
  if (answer.labels.size() != static_cast<std::size_t>(p.n)) return "labels are missing";
  for (std::int64_t i = 0; i < p.n; ++i) {
    double first = std::numeric_limits<double>::infinity(), second = first;
    std::int64_t label = -1;
    for (std::int64_t c = 0; c < p.k; ++c) {
      double score = p.half_sq[static_cast<std::size_t>(c)];
      for (std::int64_t j = 0; j < p.d; ++j)
        score -= static_cast<double>(value(p.points, i * p.stride + j)) * value(p.centroids, c * p.stride + j);
      if (score < first) {
        second = first;
        first = score;
        label = c;
      } else {
        second = std::min(second, score);
      }
    }
    const std::string row = "row " + std::to_string(i);
    const double bound = p.bound[static_cast<std::size_t>(i)];
    const double gap = p.k == 1 ? std::numeric_limits<double>::infinity() : second - first;
    const double rounding = p.rounding[static_cast<std::size_t>(i)];
    const double packing = p.k == 1 ? 0 : 0x1p-16 * std::max(std::abs(first), std::abs(second));
    const bool is_listed = listed.contains(static_cast<std::int32_t>(i));
    if (gap <= bound - rounding && !is_listed) return row + " is not listed";
    if (gap > bound + rounding + packing && is_listed) return row + " is listed for nothing";
    if (!is_listed && answer.labels[static_cast<std::size_t>(i)] != label) return row + " has the wrong label";
  }
  return {};
}

struct Shape {
  std::int64_t n, k, d;
};
class Scores : public ::testing::TestWithParam<Shape> {};

TEST_P(Scores, AreThoseOfTheDefinition) {
  const Shape shape = GetParam();
  const Problem p = make(shape.n, shape.k, shape.d, static_cast<unsigned>(shape.n + 7 * shape.k + 31 * shape.d));
  EXPECT_EQ(judge(p, run(p)), "");
}

// Around the edges of blocks of rows (64, 128, 256), of tiles (128) and of chunks (64); resident rows in two sets (d <= 128)
// and in one, of 256 (d <= 256) and of 128 (d <= 512); streamed rows. More rows than the 4 blocks take at once: n > 1,024.
INSTANTIATE_TEST_SUITE_P(Edges, Scores,
                         ::testing::Values(Shape{1, 1, 64}, Shape{63, 2, 64}, Shape{64, 127, 8}, Shape{65, 128, 64},
                                           Shape{255, 129, 72}, Shape{256, 130, 128}, Shape{257, 257, 100},
                                           Shape{129, 128, 192}, Shape{300, 140, 256}, Shape{127, 129, 264},
                                           Shape{128, 260, 320}, Shape{130, 128, 512}, Shape{200, 129, 520},
                                           Shape{257, 130, 640}, Shape{1300, 300, 64}, Shape{1100, 140, 128},
                                           Shape{600, 129, 448}),
                         [](const auto& info) {
                           return "n" + std::to_string(info.param.n) + "k" + std::to_string(info.param.k) + "d" +
                                  std::to_string(info.param.d);
                         });

// One block that turns many times: both sets of rows and the ring come round while the warpgroups alternate.
TEST(ScoresInEveryOrder, OneBlockManyTurns) {
  const auto before = simt::control::device();
  auto small = before;
  small.multiprocessors = 1;
  simt::control::set_device(small);
  for (const Shape s :
       {Shape{1290, 200, 16}, Shape{520, 300, 128}, Shape{520, 130, 200}, Shape{260, 130, 384}, Shape{260, 129, 576}}) {
    const Problem p = make(s.n, s.k, s.d, 5);
    in_every_order([&] { EXPECT_EQ(judge(p, run(p)), "") << "d " << s.d; });
  }
  simt::control::set_device(before);
}

TEST(ScoresOfTies, AreListed) {
  const Problem p = make(300, 200, 64, 6, 100, 0.0F);
  const Answer answer = run(p);
  EXPECT_EQ(judge(p, answer), "");
  EXPECT_GT(answer.listed.size(), 0U);
}

TEST(ScoresOfManyOrders, DecideTheSame) {
  const Problem p = make(400, 260, 96, 7);
  std::vector<Answer> answers;
  in_every_order([&] {
    answers.push_back(run(p));
    std::sort(answers.back().listed.begin(), answers.back().listed.end());
  });
  for (const Answer& a : answers) {
    EXPECT_EQ(a.labels, answers[0].labels);
    EXPECT_EQ(a.listed, answers[0].listed);
  }
}

TEST(Judge, SeesWrongAnswers) {
  const Problem p = make(200, 130, 64, 8);
  const Answer right = run(p);
  ASSERT_EQ(judge(p, right), "");
  ASSERT_GT(right.listed.size(), 0U);
  ASSERT_LT(right.listed.size(), 200U);
  std::int32_t proven = 0;
  while (std::find(right.listed.begin(), right.listed.end(), proven) != right.listed.end()) ++proven;

  Answer wrong = right;
  wrong.labels[static_cast<std::size_t>(proven)] ^= 1;
  EXPECT_NE(judge(p, wrong), "");
  wrong = right;
  wrong.listed.clear();
  EXPECT_NE(judge(p, wrong), "");
  wrong = right;
  wrong.listed.push_back(wrong.listed[0]);
  EXPECT_NE(judge(p, wrong), "");
  wrong = right;
  wrong.listed.resize(200);
  for (std::int32_t i = 0; i < 200; ++i) wrong.listed[static_cast<std::size_t>(i)] = i;
  EXPECT_NE(judge(p, wrong), "");
}

}  // namespace
}  // namespace shoal::cuda
