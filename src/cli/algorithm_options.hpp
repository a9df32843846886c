// The options of clustering algorithms, from the table of shoal/algorithm.hpp.
#pragma once

#include "cli/command_line.hpp"
#include "shoal/algorithm.hpp"

namespace shoal::cli {

/// The options of k-means but k, for commands that try every k.
void add_kmeans(Command& command, AlgorithmOptions& options);
/// --algorithm, and the options of every algorithm. One that the chosen algorithm does not have is refused when it is given.
/// Returns -k.
Option& add_algorithms(Command& command, AlgorithmOptions& options);

}  // namespace shoal::cli
