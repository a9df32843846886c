#include <fmt/format.h>

#include "shoal/error.hpp"
#include "shoal/preparation.hpp"
#include "shoal/random.hpp"

namespace shoal {

Split split_rows(std::int64_t rows, double share, std::uint64_t seed) {
  if (!(share > 0.0 && share < 1.0)) {
    throw Error(ErrorCode::usage, fmt::format("split = {}: expected a share between 0 and 1", share),
                "for example 0.8: about four rows of five for training");
  }
  Split split;
  for (std::int64_t row = 0; row < rows; ++row) {
    const bool train = random_unit(seed, Purpose::split, static_cast<std::uint64_t>(row)) < share;
    (train ? split.train : split.test).push_back(row);
  }
  return split;
}

}  // namespace shoal
