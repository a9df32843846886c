#include "cuda/kmeans/lloyd_narrow_launch.hpp"

namespace shoal::cuda {

void lloyd_narrow_weighted(CudaKMeansState& state, RowRange range, Labels labels, const int* ended) {
  lloyd_narrow_chunks<true>(state, range, labels, ended);
}

}  // namespace shoal::cuda
