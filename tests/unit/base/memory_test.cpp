#include <gtest/gtest.h>

#include <vector>

#include "base/control_group.hpp"
#include "shoal/files.hpp"
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

TEST(Memory, PeakCoversWhatWasTouched) {
  constexpr std::size_t bytes = std::size_t{64} << 20;
  const std::vector<char> block(bytes, 1);
  EXPECT_EQ(block.back(), 1);
  EXPECT_GE(peak_memory_bytes(), static_cast<std::int64_t>(bytes));
  EXPECT_GT(available_memory_bytes(), 0);
}

}  // namespace
}  // namespace shoal
