// k-means in the table of algorithms.
#pragma once

#include "cluster/option_table.hpp"

namespace shoal::kmeans {

const cluster::Algorithm<KMeansOptions>& entry();

}  // namespace shoal::kmeans
