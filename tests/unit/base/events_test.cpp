#include "shoal/events.hpp"

#include <gtest/gtest.h>

namespace shoal {
namespace {

TEST(Events, TheDefaultTakesEverythingAndDoesNothing) {
  Events& events = no_events();
  events.title("shoal");
  events.stage("Read", "1 line");
  events.progress("Fit", 1, 0, "fits");
  EXPECT_EQ(&events, &no_events());
}

}  // namespace
}  // namespace shoal
