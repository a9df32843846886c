#include "cpu/points/cluster_sums.hpp"

#include <algorithm>
#include <functional>

#include "shoal/one_answer.hpp"

namespace shoal::cpu {
namespace {

constexpr std::int64_t k_stride_unit = 8;

std::int64_t stride_of(std::int64_t d) { return multiple_above(d, k_stride_unit); }

/// Gives the buffer this size, in the memory that it has where the size fits, and fills it with zeros.
template <class T>
void clear(AlignedBuffer<T>& buffer, std::int64_t size) {
  if (buffer.size() != size) buffer = AlignedBuffer<T>(size);
  std::fill(buffer.begin(), buffer.end(), T{0});
}

}  // namespace

RowScales::RowScales(const Quantisation& quantisation, bool weighted)
    : d(static_cast<std::int64_t>(quantisation.value_exponent.size())),
      value(stride_of(d)),
      weight(power_of_two(quantisation.weight_exponent)),
      unit_weight(weighted ? 0 : quantise(1.0, weight)) {
  std::fill(value.begin(), value.end(), 0.0);
  std::transform(quantisation.value_exponent.begin(), quantisation.value_exponent.end(), value.begin(), power_of_two);
}

void PartialSums<float>::start(const RowScales& scales, std::int64_t k) {
  scales_ = &scales;
  k_ = k;
  rows_ = 0;
}

void PartialSums<float>::count_rows(std::int64_t rows) {
  if (rows_ == 0) {
    clear(totals_, k_ * stride_of(scales_->d));
    clear(weights_, k_);
    clear(counts_, k_);
  }
  rows_ += rows;
}

ClusterTable PartialSums<float>::table() {
  return {scales_->d,     stride_of(scales_->d), scales_->value.data(), scales_->weight,
          totals_.data(), weights_.data(),       counts_.data()};
}

void PartialSums<float>::add(const Kernels& kernels, const LabelledRows<float>& rows) {
  count_rows(rows.count);
  kernels.add_rows(table(), rows.values, rows.weights, rows.labels, rows.count);
}

void PartialSums<float>::move(const Kernels& kernels, const LabelledRows<float>& rows, const Changes& changes,
                              std::int64_t count) {
  if (count == 0) return;
  count_rows(count);
  kernels.move_rows(table(), rows.values, rows.weights, rows.labels, changes, count);
}

void PartialSums<float>::flush(SumValues& sums) {
  if (rows_ == 0) return;
  auto out = sums.begin();
  const std::int64_t stride = stride_of(scales_->d);
  for (std::int64_t c = 0; c < k_; ++c) {
    const std::uint64_t shift = static_cast<std::uint64_t>(counts_.data()[c]) * k_whole_shift_bits;
    for (std::int64_t j = 0; j < scales_->d; ++j) {
      *out++ += static_cast<std::int64_t>(totals_.data()[c * stride + j] - shift);
    }
  }
  for (std::int64_t c = 0; c < k_; ++c) *out++ += weights_.data()[c] + counts_.data()[c] * scales_->unit_weight;
  for (const std::int64_t count : counts_) *out++ += count;
  rows_ = 0;
}

void PartialSums<double>::start(const RowScales& scales, std::int64_t k) {
  scales_ = &scales;
  k_ = k;
  values_.clear();
}

void PartialSums<double>::add_row(const double* row, const double* weight, std::int32_t label, int sign) {
  const std::int64_t d = scales_->d;
  if (values_.empty()) values_.assign(static_cast<std::size_t>(k_ * (d + 2)), 0);
  const double factor = weight == nullptr ? 1.0 : *weight;
  Int128* total = values_.data() + label * d;
  for (std::int64_t j = 0; j < d; ++j) total[j] += sign * quantise(factor * row[j], scales_->value.data()[j]);
  values_[static_cast<std::size_t>(k_ * d + label)] += sign * quantise(factor, scales_->weight);
  values_[static_cast<std::size_t>(k_ * d + k_ + label)] += sign;
}

void PartialSums<double>::add(const Kernels&, const LabelledRows<double>& rows) {
  for (std::int64_t i = 0; i < rows.count; ++i) {
    add_row(rows.values + i * scales_->d, rows.weights == nullptr ? nullptr : rows.weights + i, rows.labels[i], 1);
  }
}

void PartialSums<double>::move(const Kernels&, const LabelledRows<double>& rows, const Changes& changes,
                               std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t r = changes.row[i];
    const double* weight = rows.weights == nullptr ? nullptr : rows.weights + r;
    add_row(rows.values + r * scales_->d, weight, changes.old_label[i], -1);
    add_row(rows.values + r * scales_->d, weight, rows.labels[r], 1);
  }
}

void PartialSums<double>::flush(SumValues& sums) {
  std::transform(values_.begin(), values_.end(), sums.begin(), sums.begin(), std::plus<>());
  values_.clear();
}

}  // namespace shoal::cpu
