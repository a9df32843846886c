#include "cpu/fit/backoff.hpp"

#include <gtest/gtest.h>

namespace shoal {
namespace {

/// Passes until the next trial is due.
int passes(cpu::Backoff& backoff) {
  int count = 0;
  for (; !backoff.due() && count < 100; ++count) backoff.wait();
  return count;
}

TEST(Backoff, TrialsThatFailComeAfterTwiceAsManyPassesUpToEight) {
  cpu::Backoff backoff;
  EXPECT_EQ(passes(backoff), 1);
  for (const int expected : {2, 4, 8, 8, 8}) {
    backoff.failed();
    EXPECT_EQ(passes(backoff), expected);
  }
}

TEST(Backoff, ATrialStaysDueUntilItFails) {
  cpu::Backoff backoff;
  for (int i = 0; i < 1000; ++i) backoff.wait();
  EXPECT_TRUE(backoff.due());
  backoff.failed();
  EXPECT_FALSE(backoff.due());
}

}  // namespace
}  // namespace shoal
