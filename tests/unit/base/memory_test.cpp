#include <gtest/gtest.h>

#include <limits>
#include <thread>
#include <vector>

#include "base/control_group.hpp"
#include "base/memory_budget.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/memory.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

namespace fs = std::filesystem;
using detail::control_group_free_memory;
using detail::control_group_processors;

/// Files of /proc/self and /sys/fs/cgroup as a test wants them.
class FakeGroups : public testing::Test {
 protected:
  void put(const std::string& name, const std::string& text) const {
    fs::create_directories((folder_ / name).parent_path());
    write_file(folder_ / name, text);
  }
  auto memory() const { return control_group_free_memory(folder_ / "proc", folder_ / "sys"); }
  auto processors() const { return control_group_processors(folder_ / "proc", folder_ / "sys"); }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(FakeGroups, NoGroupIsNoLimit) {
  EXPECT_EQ(memory(), std::nullopt);
  EXPECT_EQ(processors(), std::nullopt);
}

TEST_F(FakeGroups, Version2TakesTheTightestOfTheAncestors) {
  put("proc/cgroup", "0::/jobs/mine\n");
  put("sys/jobs/mine/memory.max", "max\n");
  put("sys/jobs/memory.max", "1000000\n");
  put("sys/jobs/memory.current", "700000\n");
  put("sys/jobs/memory.stat", "anon 600000\ninactive_file 50000\n");
  put("sys/jobs/mine/cpu.max", "max 100000\n");
  put("sys/jobs/cpu.max", "150000 100000\n");
  EXPECT_EQ(memory(), 350000);
  EXPECT_EQ(processors(), 1.5);
}

TEST_F(FakeGroups, Version2InAContainerReadsTheMountPoint) {
  put("proc/cgroup", "0::/the/hosts/path\n");
  put("sys/memory.max", "5000\n");
  put("sys/memory.current", "9000\n");
  EXPECT_EQ(memory(), 0);
}

TEST_F(FakeGroups, Version1HasAFolderForEachController) {
  put("proc/cgroup", "5:cpu,cpuacct:/job\n4:memory:/job\n");
  put("sys/memory/job/memory.limit_in_bytes", "2000\n");
  put("sys/memory/job/memory.usage_in_bytes", "500\n");
  put("sys/memory/memory.limit_in_bytes", "9223372036854771712\n");
  put("sys/cpu/job/cpu.cfs_quota_us", "200000\n");
  put("sys/cpu/job/cpu.cfs_period_us", "100000\n");
  put("sys/cpu/cpu.cfs_quota_us", "-1\n");
  put("sys/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(memory(), 1500);
  EXPECT_EQ(processors(), 2.0);
}

TEST(MemoryBudget, TakesUpToTheLimitAndGivesBack) {
  const std::int64_t before = detail::held_memory_bytes();
  detail::set_memory_budget(before + 1000);
  EXPECT_TRUE(detail::take_memory(600));
  EXPECT_FALSE(detail::take_memory(401));
  EXPECT_TRUE(detail::take_memory(400));
  EXPECT_EQ(detail::held_memory_bytes(), before + 1000);
  detail::give_memory_back(1000);
  EXPECT_FALSE(detail::take_memory(std::numeric_limits<std::int64_t>::max()));
  detail::set_memory_budget(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(detail::held_memory_bytes(), before);
}

TEST(MemoryBudget, ThreadsLoseNothing) {
  const std::int64_t before = detail::held_memory_bytes();
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 10000; ++i) {
        if (detail::take_memory(3)) detail::give_memory_back(3);
      }
    });
  }
  threads.clear();
  EXPECT_EQ(detail::held_memory_bytes(), before);
}

TEST(MemoryLimit, IsBelowWhatWasAskedFor) {
  const MemoryLimit asked = memory_limit(std::int64_t{300} << 20);
  EXPECT_EQ(asked.source, "--memory");
  EXPECT_LT(asked.bytes, std::int64_t{300} << 20);
  EXPECT_GE(memory_limit(1).bytes, 0);
  EXPECT_GT(memory_limit().bytes, 0);
}

TEST(MemorySize, ReadsUnits) {
  EXPECT_EQ(memory_size("512M", "--memory"), 512'000'000);
  EXPECT_EQ(memory_size("1.5GB", "--memory"), 1'500'000'000);
  EXPECT_EQ(memory_size("2gib", "--memory"), std::int64_t{2} << 30);
  EXPECT_EQ(memory_size("1Ti", "--memory"), std::int64_t{1} << 40);
  EXPECT_EQ(memory_size("64k", "--memory"), 64'000);
}

TEST(MemorySize, RefusesWhatIsNone) {
  for (const char* text : {"", "2", "G", "-1G", "0G", "nanG", "infG", "1e300T", "2 G", "2GX", "2GBi", "1,5G"}) {
    try {
      memory_size(text, "--memory");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      EXPECT_EQ(error.where(), "--memory");
      EXPECT_NE(error.hint().find("512M"), std::string::npos);
    }
  }
}

TEST(Memory, PeakCoversWhatWasTouched) {
  constexpr std::size_t bytes = std::size_t{64} << 20;
  const std::vector<char> block(bytes, 1);
  EXPECT_EQ(block.back(), 1);
  EXPECT_GE(peak_memory_bytes(), static_cast<std::int64_t>(bytes));
  EXPECT_GT(available_memory_bytes(), 0);
}

}  // namespace
}  // namespace shoal
