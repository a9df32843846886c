// The last tiles of more than 2^31 rows: n^2 / 2^14 pairs of tiles are 2^48.
#include "cuda/silhouette/silhouette.cuh"
#include "cuda/runtime/launch.hpp"
#include "cuda/silhouette/group_rows.cuh"
#include "far_rows.hpp"

namespace shoal::test {
namespace {

constexpr std::int64_t k_tiles = 3;  ///< of the rows looked at
constexpr std::int64_t k_two = 2;

/// The last three tiles of `tiles` tiles of `rows` rows, against each other; the sums of their rows to each cluster.
template <class Y>
std::vector<unsigned long long> pair_sums(const Y* values, std::int64_t rows, std::int64_t d, std::int64_t tiles) {
  const std::int64_t first = rows - k_some, first_tile = tiles - k_tiles;
  const SparseArray<cuda::Tile> own_tiles(tiles);
  own_tiles.data()[first_tile] = {first, 128, 0};
  own_tiles.data()[first_tile + 1] = {first + 128, 128, 1};
  own_tiles.data()[first_tile + 2] = {first + 256, k_some - 256, 1};
  const SparseArray<std::int32_t> needs(tiles * k_two);
  std::fill_n(needs.data() + first_tile * k_two, k_tiles * k_two, 1);
  const SparseArray<Y> scales(rows * k_two);
  const SparseArray<unsigned long long> sums(rows * k_two);
  for (std::int64_t c = 0; c < k_two; ++c) std::fill_n(scales.data() + c * rows + first, k_some, Y{1 << 16});
  const cuda::Stream stream;
  const cuda::Buffer<unsigned long long> computed(1);
  cuda::fill_bytes(stream, computed.data(), 0, 1);
  const cuda::Groups<Y> groups{values, rows, d, k_two, nullptr, nullptr, own_tiles.data(), tiles};
  // Slices of three tiles: the last slice holds those looked at.
  const std::int64_t slices = tiles / k_tiles;
  for (std::int64_t i = first_tile; i < tiles; ++i) {
    const cuda::PairTask<Y> task{groups,          {0, tiles, 0, rows},     {needs.data(), scales.data(), sums.data()},
                                 computed.data(), i * slices + slices - 1, static_cast<int>(k_tiles)};
    const auto kernel = d <= cuda::k_pair_depth<Y> ? cuda::silhouette_pairs<Y, false> : cuda::silhouette_pairs<Y, true>;
    cuda::launch("silhouette_pairs", kernel, {dim3(1), dim3(cuda::k_pair_threads)}, stream, task);
  }
  EXPECT_EQ(on_host(stream, computed)[0], 6u);  // three pairs of two, and three tiles with themselves
  std::vector<unsigned long long> own;
  for (std::int64_t c = 0; c < k_two; ++c) {
    for (const auto sum : sums.part(c * rows + first, k_some)) own.push_back(sum);
  }
  return own;
}

template <class Y>
void expect_same_sums(std::int64_t d) {
  const std::int64_t tiles = 3 * (std::int64_t{1} << 23);  // no fewer than the rows fill
  const SparseArray<Y> near(k_some * d), far(k_rows * d);
  for (std::int64_t j = 0; j < d; ++j) {
    for (std::int64_t i = 0; i < k_some; ++i) {
      near.data()[j * k_some + i] = far.data()[j * k_rows + k_first + i] = static_cast<Y>(some_value(i, j));
    }
  }
  const auto wanted = pair_sums(near.data(), k_some, d, k_tiles);
  EXPECT_EQ(wanted, pair_sums(far.data(), k_rows, d, tiles));
  for (const auto sum : wanted) EXPECT_GT(sum, 0u);
}

TEST(LargeSilhouette, NarrowTiles) { expect_same_sums<float>(3); }
TEST(LargeSilhouette, WideTiles) { expect_same_sums<float>(20); }
TEST(LargeSilhouette, TilesOfDoubles) { expect_same_sums<double>(6); }

TEST(LargeSilhouette, GathersRows) {
  const FarRows<float> rows(18, Layout::by_row);
  const cuda::Stream stream;
  const auto gathered = [&](const cuda::Strided<float>& x, std::int64_t first) {
    const std::vector<std::int64_t> places{first + 300, first, first + 77};
    const auto own = on_device(stream, places);
    const cuda::Buffer<float> out(3 * x.cols);
    cuda::launch("gather_rows", cuda::gather_rows<float, float>, {dim3(1), dim3(64)}, stream, x, own.data(),
                 std::int64_t{3}, 4.0, out.data());
    return on_host(stream, out);
  };
  EXPECT_EQ(gathered(rows.near(), 0), gathered(rows.far(), k_first));
}

}  // namespace
}  // namespace shoal::test
