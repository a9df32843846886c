// The algorithms: an include and a line each. algorithm.cpp alone includes this.
#pragma once

#include "cluster/kmeans/entry.hpp"

namespace shoal::cluster {

inline const Algorithm<KMeansOptions>& entry_of(const KMeansOptions*) { return kmeans::entry(); }

}  // namespace shoal::cluster
