#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace shoal::test {

/// The folder of data sets too large for the repository: $SHOAL_SHARED/data, else ../shared/data beside the checkout.
/// Empty when there is none.
std::filesystem::path shared_data_dir();

/// True when the named file lies in the shared data folder; otherwise counts one skip.
bool has_shared_data(const std::string& relative);

/// How many cases were skipped for want of shared data in this process.
int skipped_for_data();

}  // namespace shoal::test

/// Skips the running test with a message, and counts it, when shared data is absent. `name` is relative to shared/data.
#define SHOAL_NEEDS_SHARED_DATA(name)                                                      \
  do {                                                                                     \
    if (!shoal::test::has_shared_data(name)) {                                             \
      GTEST_SKIP() << "no shared data: " << (name) << " (set SHOAL_SHARED to its folder)"; \
    }                                                                                      \
  } while (false)
