// What the emulator must find: every mistake that it can see is planted and must be reported, and the kernels without
// it pass in every order. What only a sanitizer sees is tested in that sanitizer's build.
#include <gmock/gmock.h>

#include <cstdlib>

#include "cases.hpp"

namespace simt::test {
namespace {

using Case = std::string (*)();

// Reports name the kernel, and its line where the sanitizer can read the debug information.
constexpr const char* k_race_in_kernel = "ThreadSanitizer: data race.*(kernels.hpp|simt::test::)";
constexpr const char* k_misuse_in_kernel = "AddressSanitizer: .*(kernels.hpp|simt::test::)";
constexpr const char* k_overrun_in_kernel = "AddressSanitizer: use-after-poison.*(kernels.hpp|simt::test::)";

/// The wrong result shows in every order. Mistakes of this kind are races, and the thread sanitizer ends the process.
void expect_race_shows(Case defective) {
  if (shoal::test::k_thread_sanitizer) {
    EXPECT_EXIT((defective(), std::exit(0)), testing::ExitedWithCode(66), k_race_in_kernel);
    return;
  }
  in_every_order(50, [&] { EXPECT_EQ(defective(), k_wrong); });
}

/// Nothing but the thread sanitizer can see it.
void expect_race_is_reported(Case defective) {
  if (!shoal::test::k_thread_sanitizer) GTEST_SKIP() << "seen by the thread sanitizer alone";
  EXPECT_EXIT((defective(), std::exit(0)), testing::ExitedWithCode(66), k_race_in_kernel);
}

void expect_report(Case defective, const std::string& text) {
  in_every_order(20, [&] { EXPECT_THAT(defective(), testing::HasSubstr(text)); });
}

void expect_sanitizer_dies(Case defective, const std::string& text) {
  if (!shoal::test::k_address_sanitizer) GTEST_SKIP() << "seen by the address and undefined-behaviour sanitizers alone";
  EXPECT_DEATH(defective(), text);
}

TEST(CorrectKernels, GiveNoFalseAlarm) {
  in_every_order(200, [] {
    EXPECT_EQ(tile_sums_case<Defect::none>(), k_right);
    EXPECT_EQ(histogram_case<Defect::none>(), k_right);
    EXPECT_EQ(reverse_case<Defect::none>(), k_right);
    EXPECT_EQ(last_block_case<Defect::none>(), k_right);
    EXPECT_EQ(staged_copy_case<Defect::none>(), k_right);
    EXPECT_EQ(undefined_case<Defect::none>(), k_right);
  });
}

TEST(Defects, BarrierMissingAfterTileLoad) { expect_race_shows(tile_sums_case<Defect::no_barrier_after_load>); }
TEST(Defects, BarrierMissingBeforeTileOverwrite) {
  expect_race_shows(tile_sums_case<Defect::no_barrier_before_overwrite>);
}
TEST(Defects, BarrierMissingBeforeSumOfWarps) {
  expect_race_shows(tile_sums_case<Defect::no_barrier_before_warp_sums>);
}
TEST(Defects, WarpExchangeWithoutSyncwarp) { expect_race_shows(reverse_case<Defect::no_syncwarp>); }

TEST(Defects, PlainAddInSharedMemory) { expect_race_is_reported(histogram_case<Defect::plain_add_in_shared>); }
TEST(Defects, PlainAddBetweenBlocks) { expect_race_is_reported(histogram_case<Defect::plain_add_between_blocks>); }
TEST(Defects, FenceMissingBeforeTicket) { expect_race_is_reported(last_block_case<Defect::no_fence>); }

TEST(Defects, ConditionalBarrier) {
  in_every_order(20, [&] {
    EXPECT_THAT(tile_sums_case<Defect::conditional_barrier>(),
                testing::AllOf(testing::HasSubstr("divergent __syncthreads in block (5,0,0)"),
                               testing::HasSubstr("kernels.hpp:")));
  });
}
TEST(Defects, ShuffleInDivergentBranch) {
  expect_report(tile_sums_case<Defect::divergent_shuffle>, "in a warp collective");
}
TEST(Defects, CopyWithoutWait) {
  if (shoal::test::k_thread_sanitizer) {
    // The copy lands while others read.
    EXPECT_EXIT((staged_copy_case<Defect::no_wait>(), std::exit(0)), testing::ExitedWithCode(66),
                "ThreadSanitizer: data race");
    return;
  }
  in_every_order(50, [&] { EXPECT_EQ(staged_copy_case<Defect::no_wait>(), k_wrong); });
}

TEST(Defects, GlobalOverrun) {
  if (shoal::test::k_address_sanitizer) {
    EXPECT_DEATH(tile_sums_case<Defect::global_overrun>(), k_misuse_in_kernel);
  } else if (!shoal::test::k_thread_sanitizer) {
    EXPECT_EQ(tile_sums_case<Defect::global_overrun>(), k_wrong);
  }
}
TEST(Defects, StaticSharedOverrun) {
  expect_sanitizer_dies(tile_sums_case<Defect::static_overrun>, k_overrun_in_kernel);
}
TEST(Defects, DynamicSharedOverrun) {
  expect_sanitizer_dies(histogram_case<Defect::dynamic_overrun>, k_overrun_in_kernel);
}
TEST(Defects, SignedOverflow) {
  expect_sanitizer_dies(undefined_case<Defect::signed_overflow>, "kernels.hpp.*runtime error: signed integer overflow");
}
TEST(Defects, IndexPastBound) {
  expect_sanitizer_dies(undefined_case<Defect::index_past_bound>,
                        "kernels.hpp.*runtime error: index [0-9]+ out of bounds");
}
TEST(Defects, HostReadsDeviceMemory) {
  const OnDevice<int> memory(16);
  const auto read = [&] { return std::to_string(*static_cast<volatile int*>(memory.data())); };
  if (!shoal::test::k_address_sanitizer) GTEST_SKIP() << "seen by the address sanitizer alone";
  EXPECT_DEATH(read(), "AddressSanitizer: use-after-poison");
}

}  // namespace
}  // namespace simt::test
