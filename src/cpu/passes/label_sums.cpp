// Sums and spreads of the clusters that given labels make.
#include <algorithm>
#include <bit>
#include <cmath>
#include <mutex>

#include "base/at.hpp"
#include "cpu/passes/passes.hpp"
#include "cpu/points/row_tasks.hpp"
#include "device/spread.hpp"

namespace shoal::cpu {
namespace {

/// Rows with a negative label are left out: they are added to an extra cluster k, which the caller ignores.
template <class X>
SumValues sum_rows(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x,
                   std::span<const std::int32_t> labels, const RowScales& scales, std::int64_t k) {
  const auto host = x.host_view<X>();
  SumValues values(static_cast<std::size_t>((k + 1) * (x.cols() + 2)));
  std::vector<PartialSums<X>> partials(static_cast<std::size_t>(threads.threads()));
  for (auto& partial : partials) partial.start(scales, k + 1);
  std::mutex mutex;
  for_row_steps(threads, {0, x.rows()}, x.cols(), [&](const RowStep& step, int worker) {
    std::int32_t clusters[k_step_rows];
    std::transform(labels.begin() + step.begin, labels.begin() + step.end, clusters,
                   [&](std::int32_t label) { return label < 0 ? static_cast<std::int32_t>(k) : label; });
    auto& partial = partials[static_cast<std::size_t>(worker)];
    partial.add(kernels, LabelledRows<X>{host.row(step.begin), nullptr, clusters, step.rows()});
    if (partial.full()) {
      const std::lock_guard lock(mutex);
      partial.flush(values);
    }
  });
  for (auto& partial : partials) partial.flush(values);
  return values;
}

/// Calls visit(worker, label, squared distance to the mean) for every row whose label is not negative.
template <class X, class Visit>
void for_spreads(ThreadPool& threads, const CpuPoints& x, std::span<const std::int32_t> labels,
                 const ScaledMeans& means, const Visit& visit) {
  const auto host = x.host_view<X>();
  for_row_steps(threads, {0, x.rows()}, x.cols(), [&](const RowStep& step, int worker) {
    for (std::int64_t i = step.begin; i < step.end; ++i) {
      const std::int32_t label = labels[static_cast<std::size_t>(i)];
      if (label < 0) continue;
      visit(worker, label,
            detail::sq_spread(host.row(i), 1, means.whole.row(label), means.rest.row(label), x.cols(), means.scale));
    }
  });
}

/// The sums of one cluster, as whole numbers: squared distances and distances.
struct WholeSpread {
  Int128 sq = 0, length = 0;
};

template <class X>
void spread_rows(ThreadPool& threads, const CpuPoints& x, std::span<const std::int32_t> labels,
                 const ScaledMeans& means, std::span<double> sq, std::span<double> lengths) {
  const std::int64_t k = means.whole.rows(), workers = threads.threads();
  Matrix<unsigned> largest(workers, k);
  for_spreads<X>(threads, x, labels, means, [&](int worker, std::int32_t c, double value) {
    unsigned& exponent = largest(worker, c);
    exponent = std::max(exponent, detail::exponent_bits(std::bit_cast<std::uint64_t>(value)));
  });
  std::vector<detail::SpreadScale> exponents;
  Matrix<double> scales(k, 2);
  for (std::int64_t c = 0; c < k; ++c) {
    unsigned all = 0;
    for (std::int64_t w = 0; w < workers; ++w) all = std::max(all, largest(w, c));
    exponents.push_back(detail::spread_scale(all));
    scales(c, 0) = power_of_two(exponents.back().sq_exponent);
    scales(c, 1) = power_of_two(exponents.back().length_exponent);
  }
  Matrix<WholeSpread> sums(workers, k);
  for_spreads<X>(threads, x, labels, means, [&](int worker, std::int32_t c, double value) {
    sums(worker, c).sq += quantise(value, scales(c, 0));
    sums(worker, c).length += quantise(std::sqrt(value), scales(c, 1));
  });
  for (std::int64_t c = 0; c < k; ++c) {
    WholeSpread all;
    for (std::int64_t w = 0; w < workers; ++w) {
      all.sq += sums(w, c).sq;
      all.length += sums(w, c).length;
    }
    sq[at(c)] = std::ldexp(to_double(all.sq), -exponents[at(c)].sq_exponent);
    lengths[at(c)] = std::ldexp(to_double(all.length), -exponents[at(c)].length_exponent);
  }
}

}  // namespace

void label_sums(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, std::span<const std::int32_t> labels,
                const Quantisation& quantisation, ClusterSums& sums) {
  const RowScales scales(quantisation, false);
  const std::int64_t k = sums.k(), d = x.cols();
  const SumValues values = x.scalar() == Scalar::f32 ? sum_rows<float>(kernels, threads, x, labels, scales, k)
                                                     : sum_rows<double>(kernels, threads, x, labels, scales, k);
  for (std::int64_t c = 0; c < k; ++c) {
    for (std::int64_t j = 0; j < d; ++j) sums.total(c, j) += values[static_cast<std::size_t>(c * d + j)];
    sums.weight(c) += values[static_cast<std::size_t>((k + 1) * d + c)];
    sums.count(c) += values[static_cast<std::size_t>((k + 1) * (d + 1) + c)];
  }
}

void label_spreads(ThreadPool& threads, const CpuPoints& x, std::span<const std::int32_t> labels,
                   const ScaledMeans& means, std::span<double> sq, std::span<double> lengths) {
  if (x.scalar() == Scalar::f32) {
    spread_rows<float>(threads, x, labels, means, sq, lengths);
  } else {
    spread_rows<double>(threads, x, labels, means, sq, lengths);
  }
}

}  // namespace shoal::cpu
