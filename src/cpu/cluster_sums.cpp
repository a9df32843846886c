#include "cpu/cluster_sums.hpp"

#include <algorithm>
#include <cmath>

#include "shoal/one_answer.hpp"

namespace shoal::cpu {

RowScales::RowScales(const Quantisation& quantisation, bool weighted)
    : weight(power_of_two(quantisation.weight_exponent)), unit_weight(weighted ? 0 : quantise(1.0, weight)) {
  for (const int exponent : quantisation.value_exponent) value.push_back(power_of_two(exponent));
}

template <class P>
void PartialSums<P>::start(const RowScales& scales, std::int64_t k) {
  scales_ = &scales;
  k_ = k;
  rows_ = 0;
  totals_.assign(static_cast<std::size_t>(k) * scales.value.size(), 0);
  weights_.assign(static_cast<std::size_t>(k), 0);
  counts_.assign(static_cast<std::size_t>(k), 0);
}

template <class P>
template <class X>
void PartialSums<P>::add(const X* row, const double* weight, std::int32_t label, int sign) {
  const auto d = static_cast<std::int64_t>(scales_->value.size());
  const double* scale = scales_->value.data();
  P* total = totals_.data() + label * d;
  std::int64_t row_weight = scales_->unit_weight;
  if (weight == nullptr) {
    for (std::int64_t j = 0; j < d; ++j) total[j] += sign * quantise(static_cast<double>(row[j]), scale[j]);
  } else {
    for (std::int64_t j = 0; j < d; ++j) total[j] += sign * quantise(*weight * static_cast<double>(row[j]), scale[j]);
    row_weight = quantise(*weight, scales_->weight);
  }
  weights_[static_cast<std::size_t>(label)] += sign * row_weight;
  counts_[static_cast<std::size_t>(label)] += sign;
  ++rows_;
}

template <class P>
void PartialSums<P>::flush(SumValues& sums) {
  if (rows_ == 0) return;
  auto out = sums.begin();
  for (P& total : totals_) *out++ += total;
  for (std::int64_t& weight : weights_) *out++ += weight;
  for (std::int64_t& count : counts_) *out++ += count;
  start(*scales_, k_);
}

template class PartialSums<std::int64_t>;
template class PartialSums<Int128>;
template void PartialSums<std::int64_t>::add(const float*, const double*, std::int32_t, int);
template void PartialSums<Int128>::add(const double*, const double*, std::int32_t, int);

}  // namespace shoal::cpu
