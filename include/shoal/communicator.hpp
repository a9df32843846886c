// Several processes, or parts of one, that cluster one set of rows together.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "shoal/one_answer.hpp"

namespace shoal {

/// Ranks 0, 1, ... that hold consecutive rows of the data. Every rank makes the same calls in the same order, from one
/// thread at a time; each call waits for all ranks and gives all of them the same. Sums are of whole numbers, so the order
/// in which they come together changes no bit.
class Communicator {
 public:
  virtual ~Communicator() = default;
  virtual int ranks() const = 0;
  virtual int rank() const = 0;
  bool alone() const { return ranks() == 1; }

  /// Each value becomes its sum over the ranks.
  virtual void sum(std::span<Int128> values) = 0;
  /// Each value becomes the largest of the ranks'.
  virtual void max(std::span<double> values) = 0;
  /// Each value becomes the smallest of the ranks'.
  virtual void min(std::span<double> values) = 0;
  /// The bytes of each rank, which may differ in number.
  virtual std::vector<std::vector<std::byte>> gather(std::span<const std::byte> own) = 0;

  /// This rank gives up: calls of the others that wait for it throw Error{service}, now and later.
  virtual void abandon() noexcept {}
};

/// The only rank there is.
Communicator& one_process();

/// The values of all ranks, those of rank 0 first.
template <class T>
std::vector<T> gather(Communicator& ranks, std::span<const T> own) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (ranks.alone()) return {own.begin(), own.end()};
  std::vector<T> all;
  for (const auto& bytes : ranks.gather(std::as_bytes(own))) {
    const std::size_t before = all.size();
    all.resize(before + bytes.size() / sizeof(T));
    if (!bytes.empty()) std::memcpy(all.data() + before, bytes.data(), bytes.size());
  }
  return all;
}

/// Error{usage} where there are several ranks: `what` needs all rows in one process.
void require_alone(const Communicator& ranks, std::string_view what);

}  // namespace shoal
