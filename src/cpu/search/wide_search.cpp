#include "cpu/search/wide_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/at.hpp"
#include "cpu/fit/rounding.hpp"
#include "cpu/points/gather.hpp"

namespace shoal::cpu {

bool WideSearch::suits(const Kernels& kernels, std::int64_t k, std::int64_t d) {
  // The slack of the bound holds while d u is small.
  return kernels.product_nearest != nullptr && k >= k_min_centroids && d <= 100'000;
}

WideSearch::WideSearch(const Kernels& kernels, const CpuPoints& x, MatrixView<const double> centroids, int workers)
    : kernels_(kernels),
      x_(x),
      host_(x.host_view<float>()),
      rows_(centroids.data, centroids.data + centroids.size()),
      column_stride_(multiple_above(centroids.rows, k_column_unit)),
      workers_(static_cast<std::size_t>(workers)) {
  const CentredCentroids centred(centroids, x.centre());
  set_centroids(centred);
  if (kernels.integers != nullptr && table_.k >= IntegerProduct::k_min_centroids) {
    integers_ = std::make_unique<IntegerProduct>(kernels.integers(table_.d), x.centre(), centred);
  }
}

void WideSearch::set_centroids(const CentredCentroids& centred) {
  const std::int64_t k = centred.values.rows();
  const std::int64_t d = centred.values.cols();
  const std::int64_t groups = multiple_above(k, k_product_group) / k_product_group;
  columns_.assign(at(d * column_stride_), std::numeric_limits<float>::infinity());
  groups_.assign(at(groups * k_product_group * d), 0.0f);
  minus_half_sq_.assign(at(groups * k_product_group), -std::numeric_limits<float>::infinity());
  for (std::int64_t c = 0; c < k; ++c) {
    float* group = groups_.data() + c / k_product_group * k_product_group * d + c % k_product_group;
    for (std::int64_t j = 0; j < d; ++j) {
      columns_[at(j * column_stride_ + c)] = rows_[at(c * d + j)];
      group[j * k_product_group] = static_cast<float>(centred.values(c, j));
    }
    minus_half_sq_[at(c)] = static_cast<float>(-0.5 * centred.sq_norms[at(c)]);
  }
  table_ = {k, d, x_.centre().data(), groups_.data(), minus_half_sq_.data(), 0, 0, 0, 0};
  set_bound(centred.largest_norm);
}

WideSearch::~WideSearch() {
  SearchCounts search{0, compared_again_};
  for (const Worker& worker : workers_) search.rows += worker.rows;
  x_.count_search(search);
}

void WideSearch::set_bound(double largest_norm) {
  const auto d = static_cast<double>(table_.d);
  const auto chunk = static_cast<double>(k_product_chunk);
  const double g = gamma(std::min(d, chunk) + std::ceil(d / chunk) + 6.0, 0x1p-24);
  const double canonical = gamma(d + 4.0, 0x1p-53);
  // |y| and the bound itself are computed in float, the bound in a handful of roundings.
  const double slack = (1.0 + gamma(d + 8.0, 0x1p-24)) * (1.0 + 0x1p-20);
  const double m = largest_norm * (1.0 + canonical);
  // Each square and product that underflows loses at most 2^-149.
  table_.sq_norm_underflow = rounded_up((d + 1.0) * 0x1p-148);
  table_.norm_factor = rounded_up(slack * 2.0 * g * m + 0x1p-139);
  table_.sq_norm_factor = rounded_up(slack * 2.0 * canonical);
  table_.bound = rounded_up(slack * (g * m * m + 2.0 * canonical * m * m) + (2.0 * d + 16.0) * 0x1p-148);
  // Beyond this, sums of products may leave the range of float: then every row is uncertain.
  if (!(m < 0x1p60)) table_.bound = std::numeric_limits<float>::infinity();
}

void WideSearch::nearest(const RowStep& step, int worker, std::int32_t* labels, double* sq, double* sq_others) {
  Worker& mine = workers_[at(worker)];
  mine.rows += step.rows();
  // Block by block, so that the distances find the points in the cache.
  for (std::int64_t first = 0; first < step.blocks * k_block_rows; first += k_block_rows) {
    const float* rows[k_block_rows];
    for (std::int64_t r = 0; r < k_block_rows; ++r) {
      const std::int64_t row = step.first_row + first + r;
      rows[r] = row >= step.begin && row < step.end ? host_.row(row) : nullptr;
    }
    nearest({x_.block<float>(step.first_row + first), x_.norms(step.first_row + first), rows, labels + first,
             sq + first, sq_others == nullptr ? nullptr : sq_others + first},
            mine);
  }
  finish_deferred(mine);
}

void WideSearch::nearest_of_rows(const RowStep& step, std::span<const std::int32_t> rows, int worker,
                                 std::int32_t* labels, double* sq, double* sq_others) {
  Worker& mine = workers_[at(worker)];
  mine.rows += std::ssize(rows);
  if (mine.gathered.size() == 0) mine.gathered = block_of_zeros();
  for (std::size_t first = 0; first < rows.size(); first += k_block_rows) {
    const auto part = rows.subspan(first, std::min<std::size_t>(k_block_rows, rows.size() - first));
    gather_step_rows(x_, step, part, mine.gathered.data());
    const float* host_rows[k_block_rows] = {};
    for (std::size_t r = 0; r < part.size(); ++r) host_rows[r] = host_.row(step.begin + part[r]);
    nearest({mine.gathered.data(), measured(mine.gathered.data(), mine), host_rows, labels + first, sq + first,
             sq_others + first},
            mine);
  }
  finish_deferred(mine);
}

AlignedBuffer<float> WideSearch::block_of_zeros() const {
  AlignedBuffer<float> block(table_.d * k_block_rows);
  std::fill(block.begin(), block.end(), 0.0f);
  return block;
}

const BlockNorms* WideSearch::measured(const float* block, Worker& worker) const {
  if (integers_ == nullptr) return nullptr;
  integers_->kernels().measure(block, x_.centre().data(), table_.d, worker.norms);
  return &worker.norms;
}

void WideSearch::nearest(const Block& block, Worker& worker) {
  // Whole numbers cost half of products in float, but the rows that they leave uncertain pay for both.
  if (integers_ != nullptr && 5 * worker.uncertain <= 2 * worker.ranked) {
    rank_integers(block, worker);
  } else {
    rank_products(block, worker);
  }
}

void WideSearch::rank_products(const Block& block, Worker& worker) {
  if (worker.panel.size() == 0) worker.panel = AlignedBuffer<float>(table_.d * k_block_rows);
  alignas(64) float margin[k_block_rows];
  kernels_.product_nearest(block.points, table_, worker.panel.data(), block.labels, margin);
  compare_again(block.rows, block.labels);
  assigned_distances(block, margin);
}

void WideSearch::rank_integers(const Block& block, Worker& worker) {
  if (worker.words.size() == 0) worker.words = AlignedBuffer<std::int32_t>(integers_->workspace());
  alignas(64) float margin[k_block_rows];
  integers_->kernels().nearest(block.points, *block.norms, integers_->table(), worker.words.data(), block.labels,
                               margin);
  std::int64_t uncertain[k_block_rows];
  std::int64_t count = 0;
  for (std::int64_t r = 0; r < k_block_rows; ++r) {
    if (block.labels[r] >= 0) continue;
    block.labels[r] = 0;
    if (block.rows[r] != nullptr) uncertain[count++] = r;
  }
  assigned_distances(block, margin);
  for (std::int64_t i = 0; i < count; ++i) defer(block, uncertain[i], worker);
  worker.ranked += k_block_rows;
  worker.uncertain += count;
}

void WideSearch::assigned_distances(const Block& block, const float* sq_margin) const {
  kernels_.label_distances(block.points, table_.d, rows_.data(), block.labels, block.sq);
  if (block.sq_others == nullptr) return;
  for (std::int64_t r = 0; r < k_block_rows; ++r) {
    block.sq_others[r] = block.sq[r] + static_cast<double>(sq_margin[r]);
  }
}

void WideSearch::defer(const Block& block, std::int64_t row, Worker& worker) {
  DeferredRows& deferred = worker.deferred;
  if (deferred.points.size() == 0) deferred.points = block_of_zeros();
  const float* from = block.points + row;
  gather(&from, 1, k_block_rows, table_.d, deferred.points.data() + deferred.count);
  deferred.rows[deferred.count] = block.rows[row];
  deferred.labels[deferred.count] = block.labels + row;
  deferred.sq[deferred.count] = block.sq + row;
  deferred.sq_others[deferred.count] = block.sq_others == nullptr ? nullptr : block.sq_others + row;
  if (++deferred.count == k_block_rows) finish_deferred(worker);
}

void WideSearch::finish_deferred(Worker& worker) {
  DeferredRows& deferred = worker.deferred;
  if (deferred.count == 0) return;
  std::fill(deferred.rows + deferred.count, deferred.rows + k_block_rows, nullptr);
  alignas(64) std::int32_t labels[k_block_rows];
  alignas(64) double sq[k_block_rows];
  alignas(64) double sq_others[k_block_rows];
  rank_products({deferred.points.data(), nullptr, deferred.rows, labels, sq, sq_others}, worker);
  for (std::int64_t i = 0; i < deferred.count; ++i) {
    *deferred.labels[i] = labels[i];
    *deferred.sq[i] = sq[i];
    if (deferred.sq_others[i] != nullptr) *deferred.sq_others[i] = sq_others[i];
  }
  deferred.count = 0;
}

void WideSearch::to_labels(const RowStep& step, const std::int32_t* labels, double* sq) const {
  for (std::int64_t first = 0; first < step.blocks * k_block_rows; first += k_block_rows) {
    kernels_.label_distances(x_.block<float>(step.first_row + first), table_.d, rows_.data(), labels + first,
                             sq + first);
  }
}

void WideSearch::compare_again(const float* const* rows, std::int32_t* labels) {
  std::int64_t again = 0;
  for (std::int64_t r = 0; r < k_block_rows; ++r) {
    if (labels[r] >= 0) continue;
    labels[r] = 0;
    if (rows[r] == nullptr) continue;
    labels[r] = kernels_.row_nearest(rows[r], table_.d, columns_.data(), column_stride_);
    ++again;
  }
  if (again > 0) compared_again_ += again;
}

}  // namespace shoal::cpu
