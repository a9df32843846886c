// How far apart two rows are, for those who choose: every algorithm, its preparation and its model.
#pragma once

#include <cstdint>

namespace shoal {

enum class Metric : std::uint8_t {
  euclidean,
  cosine,  ///< Euclidean between rows of length 1; centroids are brought to length 1 (spherical k-means)
};

}  // namespace shoal
