// Random fits and how to run them.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "device_cases.hpp"
#include "sanitized.hpp"
#include "shoal/kmeans.hpp"

namespace shoal::test {

/// A fit drawn at random: data, weights, options.
struct RandomFit {
  Problem problem;
  KMeansOptions options;
  std::string name;
};

/// Fit number `index`; the same on every machine.
RandomFit random_fit(std::int64_t index);

KMeansResult run_fit(Device& device, const Problem& problem, const KMeansOptions& options, int threads = 1,
                     std::int64_t batch_rows = 0);
KMeansResult run_fit(const Problem& problem, const KMeansOptions& options);

/// Equal bits in everything a result holds.
testing::AssertionResult same_result(const KMeansResult& wanted, const KMeansResult& got);

/// Lloyd from the given centroids.
KMeansOptions from_centroids(const Matrix<double>& initial);

}  // namespace shoal::test
