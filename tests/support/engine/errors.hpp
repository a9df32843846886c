#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "shoal/error.hpp"

namespace shoal::test {

/// The Error that a call throws; a failure of the test if it throws none.
inline Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no Error was thrown";
  return {ErrorCode::internal, "no Error was thrown"};
}

}  // namespace shoal::test
