#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>

#include "shoal/version.hpp"

namespace {

TEST(Cli, VersionNamesVersionAndCommit) {
  FILE* pipe = popen(SHOAL_BINARY " --version", "r");
  ASSERT_NE(pipe, nullptr);
  std::array<char, 256> line{};
  const char* got = std::fgets(line.data(), line.size(), pipe);
  EXPECT_EQ(pclose(pipe), 0);
  ASSERT_NE(got, nullptr);
  EXPECT_EQ(std::string(got).rfind(std::string("shoal ") + shoal::k_version, 0), 0u) << got;
}

}  // namespace
