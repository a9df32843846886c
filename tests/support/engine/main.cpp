#include <gmock/gmock.h>

#include <iostream>

#include "shared_data.hpp"

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  const int status = RUN_ALL_TESTS();
  if (const int skipped = shoal::test::skipped_for_data(); skipped > 0) {
    std::cout << "skipped " << skipped << " cases: the shared data folder is not there\n";
  }
  return status;
}
