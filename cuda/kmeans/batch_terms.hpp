// The terms of the runs of a batch in device memory: each set once, however many runs share it.
#pragma once

#include <map>
#include <vector>

#include "cuda/kmeans/batch_chain.cuh"
#include "cuda/runtime/memory.hpp"
#include "shoal/lloyd.hpp"

namespace shoal::cuda {

class TermsOnGpu {
 public:
  void add(const FitTerms& terms) {
    if (places_.contains(&terms)) return;
    const auto& q = terms.quantisation;
    places_[&terms] = {values_.size(), exponents_.size()};
    for (const int exponent : q.value_exponent) values_.push_back(power_of_two(exponent));
    values_.insert(values_.end(), terms.stats.min.begin(), terms.stats.min.end());
    values_.insert(values_.end(), terms.stats.max.begin(), terms.stats.max.end());
    values_.insert(values_.end(), terms.weights.begin(), terms.weights.end());
    exponents_.insert(exponents_.end(), q.value_exponent.begin(), q.value_exponent.end());
  }

  /// Copies everything that was added to the GPU. The copy is valid until the next call.
  void upload(const Stream& stream) {
    on_gpu_.need(std::ssize(values_));
    exponents_on_gpu_.need(std::ssize(exponents_));
    to_device(stream, on_gpu_.data(), values_.data(), std::ssize(values_));
    to_device(stream, exponents_on_gpu_.data(), exponents_.data(), std::ssize(exponents_));
  }

  BatchTerms operator[](const FitTerms& terms) const {
    const auto [value, exponent] = places_.at(&terms);
    const auto& q = terms.quantisation;
    const std::size_t d = q.value_exponent.size();
    const double* values = on_gpu_.data() + value;
    return {terms.weights.empty() ? nullptr : values + 3 * d,
            values,
            values + d,
            values + 2 * d,
            exponents_on_gpu_.data() + exponent,
            q.weight_exponent,
            power_of_two(q.weight_exponent),
            power_of_two(q.sq_exponent)};
  }

 private:
  struct Place {
    std::size_t value, exponent;
  };
  std::map<const FitTerms*, Place> places_;
  std::vector<double> values_;
  std::vector<int> exponents_;
  Buffer<double> on_gpu_;
  Buffer<int> exponents_on_gpu_;
};

}  // namespace shoal::cuda
