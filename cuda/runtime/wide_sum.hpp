// Sums that outgrow 64 bits, added up by native 64-bit atomics.
#pragma once

#include <cstdint>

#include "shoal/one_answer.hpp"

namespace shoal::cuda {

/// A whole number, high * 2^32 + low, where `high` is read as a signed number. An addition adds the low 32 bits of its
/// value to `low` and the other bits to `high`, so `low` holds 2^32 additions.
struct WideSum {
  unsigned long long low;
  unsigned long long high;

  SHOAL_HD Int128 value() const {
    return static_cast<Int128>(static_cast<long long>(high)) * (Int128{1} << 32) + static_cast<Int128>(low);
  }
};

/// The places of the sums of a pass in one array, in the order of ClusterSums: totals k x d, weights k, counts k,
/// inertia, changed.
struct SumsLayout {
  std::int64_t k;
  std::int64_t d;

  SHOAL_HD std::int64_t total(std::int64_t c, std::int64_t j) const { return c * d + j; }
  SHOAL_HD std::int64_t weight(std::int64_t c) const { return k * d + c; }
  SHOAL_HD std::int64_t count(std::int64_t c) const { return k * d + k + c; }
  SHOAL_HD std::int64_t inertia() const { return k * (d + 2); }
  SHOAL_HD std::int64_t changed() const { return k * (d + 2) + 1; }
  SHOAL_HD std::int64_t size() const { return k * (d + 2) + 2; }
};

}  // namespace shoal::cuda
