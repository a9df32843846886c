#include "cuda/kmeans/seeding.hpp"

#include <type_traits>

#include "cuda/kmeans/min_update.cuh"
#include "cuda/runtime/dispatch.hpp"
#include "cuda/runtime/launch.hpp"

namespace shoal::cuda {
namespace {

static_assert(k_chunk_unit % k_mass_rows == 0, "the blocks of all chunks together are blocks of all rows");

std::int64_t blocks_of(std::int64_t rows) { return (rows + k_mass_rows - 1) / k_mass_rows; }

/// For each block, the mass of all rows before its rows.
std::vector<Int128> running(const CudaKMeansState& state, const Buffer<unsigned long long>& masses) {
  std::vector<unsigned long long> of_block(static_cast<std::size_t>(masses.size()));
  to_host(state.stream, of_block.data(), masses.data(), masses.size());
  state.stream.wait();
  std::vector<Int128> before;
  Int128 sum = 0;
  for (const unsigned long long mass : of_block) {
    before.push_back(sum);
    sum += static_cast<Int128>(mass);
  }
  return before;
}

template <class X>
MassRows<X> mass_rows(const CudaKMeansState& state, const Chunk<X>& chunk, RowRange range) {
  return {chunk.x, chunk.first_row, range.begin, range.end, state.weights.data(), state.sq_scale};
}

template <class X>
LaunchShape shape_for(const MassRows<X>& rows) {
  return {whole_grid(blocks_of(rows.end - rows.begin)), k_mass_threads};
}

/// Lowers nearest_sq of the rows, and adds their mass to *mass. `block_masses` is that of all rows, or nullptr.
template <class X, class A>
void lower(const CudaKMeansState& state, const MassRows<X>& rows, const CentroidRows<A>& chosen, const double* found,
           WideSum* mass, unsigned long long* block_masses) {
  launch("lower_nearest", lower_nearest<X, A>, shape_for(rows), state.stream, rows, chosen, found,
         state.nearest_sq<A>(), mass, block_masses != nullptr ? block_masses + rows.begin / k_mass_rows : nullptr);
}

/// For each block, the mass under nearest_sq of all rows before its rows.
template <class X, class A>
std::vector<Int128> masses_before(const CudaKMeansState& state) {
  Buffer<WideSum> mass(1);
  Buffer<unsigned long long> block_masses(blocks_of(state.points.rows()));
  fill_bytes(state.stream, mass.data(), 0, 1);
  state.points.for_each_chunk<X>(state.stream, {0, state.points.rows()}, [&](const Chunk<X>& chunk, RowRange range) {
    lower<X, A>(state, mass_rows(state, chunk, range), {nullptr, 0}, nullptr, mass.data(), block_masses.data());
  });
  return running(state, block_masses);
}

/// One min_update() of points of type X, with the chain in A.
template <class X, class A>
class MinUpdate {
 public:
  MinUpdate(CudaKMeansState& state, MatrixView<const double> chosen, MatrixView<const double> candidates,
            std::int64_t masses)
      : state_(state), sums_(masses), nearest_sq_(state.nearest_sq<A>()) {
    lowers_ = chosen.rows > 0;
    searched_ = std::is_same_v<X, float> && CertifiedSearch::suits(chosen.rows, chosen.cols);
    if (searched_) {
      chosen_buffers_.upload(state.stream, chosen);
    } else {
      chosen_ = rows_of(chosen_buffers_, chosen);
    }
    candidates_ = rows_of(candidate_buffers_, candidates);
    fill_bytes(state.stream, sums_.data(), 0, sums_.size());
  }

  void run(std::span<Int128> masses) {
    const bool own = candidates_.count == 0;
    Buffer<unsigned long long> block_masses(own ? blocks_of(state_.points.rows()) : 0);
    state_.points.for_each_chunk<X>(state_.stream, {0, state_.points.rows()},
                                    [&](const Chunk<X>& chunk, RowRange range) {
                                      const MassRows<X> rows = mass_rows(state_, chunk, range);
                                      if (own || lowers_) {
                                        lower_chunk(chunk, rows, own ? block_masses.data() : nullptr);
                                      }
                                      if (!own) try_candidates(rows);
                                    });
    std::vector<WideSum> sums(masses.size());
    to_host(state_.stream, sums.data(), sums_.data(), sums_.size());
    state_.stream.wait();
    for (std::size_t c = 0; c < masses.size(); ++c) masses[c] = sums[c].value();
    if (own) {
      state_.block_before = running(state_, block_masses);
    } else if (lowers_) {
      state_.block_before.clear();
    }
  }

 private:
  CentroidRows<A> rows_of(CentroidBuffers& buffers, MatrixView<const double> centroids) {
    if (centroids.rows == 0) return {nullptr, 0};
    buffers.upload(state_.stream, centroids);
    return {buffers.in_chain_type<A>(state_.gpu, state_.stream, centroids.cols), centroids.rows};
  }

  void lower_chunk(const Chunk<X>& chunk, const MassRows<X>& rows, unsigned long long* block_masses) {
    // With candidates, nobody asks for the mass under the chosen centroids: it goes to a place of its own.
    WideSum* const mass = block_masses != nullptr ? sums_.data() : unwanted_.data();
    const double* const found = searched_ ? search(chunk, {rows.begin, rows.end}) : nullptr;
    lower<X, A>(state_, rows, chosen_, found, mass, block_masses);
  }

  /// Squared distances to the nearest of the chosen centroids, by the search of a Lloyd pass.
  const double* search(const Chunk<X>& chunk, RowRange range) {
    MoveBuffers& buffers = state_.moves;
    buffers.fresh.need(range.end - range.begin);
    buffers.sq.need(range.end - range.begin);
    state_.nearest(state_.stream, chunk, range, chosen_buffers_, {buffers.fresh.data(), buffers.sq.data(), nullptr});
    return buffers.sq.data();
  }

  void try_candidates(const MassRows<X>& rows) {
    launch("candidate_masses", candidate_masses<X, A>, shape_for(rows), state_.stream, rows, candidates_, nearest_sq_,
           sums_.data());
  }

  CudaKMeansState& state_;
  Buffer<WideSum> sums_;
  Buffer<WideSum> unwanted_{1};
  A* nearest_sq_;
  CentroidBuffers chosen_buffers_, candidate_buffers_;
  CentroidRows<A> chosen_{}, candidates_{};  ///< the centroids that the canonical chain searches
  bool lowers_ = false;                      ///< there are chosen centroids
  bool searched_ = false;  ///< so many are chosen at once (k-means||) that a search by products finds the nearest
};

}  // namespace

void min_update(CudaKMeansState& state, MatrixView<const double> chosen, MatrixView<const double> candidates,
                std::span<Int128> masses) {
  with_chain(state.points,
             [&]<class X, class A>() { MinUpdate<X, A>(state, chosen, candidates, std::ssize(masses)).run(masses); });
}

void rows_at_mass(const CudaKMeansState& state, std::span<const Int128> targets, std::span<std::int64_t> out) {
  if (targets.empty()) return;
  if (state.block_before.empty()) {
    with_chain(state.points, [&]<class X, class A>() { state.block_before = masses_before<X, A>(state); });
  }
  const std::int64_t blocks = std::ssize(state.block_before), count = std::ssize(targets);
  Buffer<Int128> before(blocks), wanted(count);
  Buffer<std::int64_t> rows(count);
  to_device(state.stream, before.data(), state.block_before.data(), blocks);
  to_device(state.stream, wanted.data(), targets.data(), count);
  with_chain(state.points, [&]<class X, class A>() {
    launch("rows_at_mass", rows_at_mass<A>, {whole_grid(count), k_mass_threads}, state.stream, state.nearest_sq<A>(),
           state.points.rows(), state.weights.data(), state.sq_scale, before.data(), blocks, wanted.data(),
           rows.data());
  });
  to_host(state.stream, out.data(), rows.data(), count);
  state.stream.wait();
}

}  // namespace shoal::cuda
