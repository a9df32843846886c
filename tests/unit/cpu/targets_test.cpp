#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "cpu/cpu_device.hpp"
#include "shoal/error.hpp"

namespace shoal {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

/// How the code of a target calls itself when it is asked from within.
const std::map<std::string, std::string> k_called = {{"amx", "AVX-512 AMX"}, {"avx512vnni", "AVX-512 VNNI"},
                                                     {"avx512", "AVX-512"},  {"avx2", "AVX2"},
                                                     {"sse4", "SSE4"},       {"neon", "NEON"},
                                                     {"scalar", "scalar"}};

TEST(CpuTargets, EndWithPlainCode) {
  const std::vector<std::string> targets = cpu::supported_targets();
  ASSERT_FALSE(targets.empty());
  EXPECT_EQ(targets.back(), "scalar");
}

TEST(CpuTargets, TheForcedOneAnswersEvenBesideOthers) {
  std::vector<std::unique_ptr<Device>> devices;
  for (const std::string& target : cpu::supported_targets()) devices.push_back(cpu::make_cpu_device(target));
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const std::string target = cpu::supported_targets()[i];
    EXPECT_EQ(devices[i]->info().name, "cpu:" + target);
    EXPECT_THAT(devices[i]->info().description, EndsWith(", " + k_called.at(target)));
  }
}

TEST(CpuTargets, NoneMeansTheBest) {
  const std::unique_ptr<Device> device = cpu::make_cpu_device("");
  EXPECT_EQ(device->info().name, "cpu");
  EXPECT_TRUE(device->info().ready);
  EXPECT_THAT(device->info().description, EndsWith(k_called.at(cpu::supported_targets().front())));
}

TEST(CpuTargets, AnUnknownOneIsAUsageErrorThatListsThem) {
  try {
    cpu::make_cpu_device("mmx");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.message(), HasSubstr("\"mmx\""));
    EXPECT_THAT(error.found(), EndsWith("scalar"));
  }
}

}  // namespace
}  // namespace shoal
