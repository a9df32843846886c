#include "cuda/kmeans/lloyd_narrow_launch.hpp"

namespace shoal::cuda {

void lloyd_narrow_unweighted(CudaKMeansState& state, RowRange range, Labels labels, const int* ended) {
  lloyd_narrow_chunks<false>(state, range, labels, ended);
}

}  // namespace shoal::cuda
