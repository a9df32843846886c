// Points that a formula makes, so that every process of a comparison has the same ones without a file: made_points.py
// says the same in Python. Value t = i d + j of row i is word t % 4 of Philox 4x32-10 with counter (t / 4, purpose
// generate) and key (seed), its upper 24 bits brought to [-1, 1).
#pragma once

#include "shoal/matrix.hpp"
#include "shoal/threads.hpp"

namespace shoal::bench {

/// n x d values in [-1, 1), without clusters. O(n d), in parallel.
Matrix<float> uniform_points(ThreadPool& threads, std::int64_t n, std::int64_t d);

/// Row i lies around centre i % groups, which is row i % groups of uniform_points() with another seed; its distance from
/// it is an eighth of a uniform value a column: well separated.
Matrix<float> grouped_points(ThreadPool& threads, std::int64_t n, std::int64_t d, std::int64_t groups);

}  // namespace shoal::bench
