// A device and its threads, as a program holds them that is no command.
#include "shoal/engine.hpp"

#include <gmock/gmock.h>

#include "shoal/error.hpp"

namespace shoal {
namespace {

class Listener : public Events {
 public:
  void stage(std::string_view verb, std::string_view) override { heard = verb; }
  std::string heard;
};

TEST(Engine, ServesOneContextAfterTheOther) {
  Engine engine("cpu:scalar", 2);
  Matrix<float> values(3, 1);
  for (std::int64_t i = 0; i < 3; ++i) values(i, 0) = static_cast<float>(10 * i);
  const auto points = engine.device().upload(engine.threads(), std::as_const(values).view());
  Matrix<double> centroids(2, 1);
  centroids(1, 0) = 19.0;
  for (const std::uint64_t seed : {1U, 2U}) {
    const Context context = engine.context(seed);
    EXPECT_EQ(context.seed, seed);
    std::vector<std::int32_t> labels(3);
    context.device.assign(context.threads, *points, centroids.view(), {0, 3}, {labels, {}, {}});
    EXPECT_EQ(labels, (std::vector<std::int32_t>{0, 1, 1}));
  }
}

TEST(Engine, TellsProgressToWhomTheContextSays) {
  Engine engine("cpu");
  Listener listener;
  engine.context(0, listener).events.stage("Fit", "");
  EXPECT_EQ(listener.heard, "Fit");
  EXPECT_NO_THROW(engine.context().events.stage("Fit", ""));
}

TEST(Engine, IsDescribedWithItsThreads) {
  EXPECT_THAT(Engine("cpu", 1).description(), testing::MatchesRegex("cpu .*, 1 thread\\)"));
  EXPECT_THAT(Engine("cpu", 3).description(), testing::MatchesRegex("cpu .*, 3 threads\\)"));
}

TEST(Engine, StopsWhenItsCancellationIsRaised) {
  Cancellation cancellation;
  Engine engine("cpu", 1, &cancellation);
  EXPECT_NO_THROW(engine.threads().run(1, [](std::int64_t, int) {}));
  cancellation.raise();
  EXPECT_TRUE(engine.context().cancellation.raised());
  EXPECT_THROW(engine.threads().run(1, [](std::int64_t, int) {}), Error);
}

TEST(Engine, RefusesADeviceThatIsNone) { EXPECT_THROW(Engine("abacus"), Error); }

}  // namespace
}  // namespace shoal
