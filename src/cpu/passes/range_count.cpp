#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "cpu/passes/passes.hpp"
#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {
namespace {

/// A step is compared with this many other rows at a time.
constexpr std::int64_t k_others = 256;

/// The largest number of the chain's type that is at most the limit.
template <class A>
A limit_in(double limit) {
  const A rounded = static_cast<A>(std::min(limit, static_cast<double>(std::numeric_limits<A>::infinity())));
  return static_cast<double>(rounded) > limit ? std::nextafter(rounded, -std::numeric_limits<A>::infinity()) : rounded;
}

/// Rows [first, first + count) in the type of the chain: the host's own, or a copy where the types differ.
template <class X, class A>
const A* rows_in_chain_type(MatrixView<const X> host, std::int64_t first, std::int64_t count, std::vector<A>& copy) {
  const X* rows = host.row(first);
  if constexpr (std::is_same_v<X, A>) {
    return rows;
  } else {
    copy.assign(rows, rows + count * host.cols);
    return copy.data();
  }
}

}  // namespace

void range_count(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, double eps, RowRange rows,
                 std::span<std::int64_t> counts) {
  x.make_blocks(threads);
  with_chain(x, kernels, [&]<class X, class A>(const ChainKernels<X, A>& chain) {
    const A limit = limit_in<A>(eps * eps);
    const MatrixView<const X> host = x.host_view<X>();
    for_row_steps(threads, rows, x.rows() * x.cols(), [&](const RowStep& step, int) {
      std::vector<A> copy;
      alignas(64) std::int32_t within[k_step_rows];
      std::int64_t* out = counts.data() + (step.begin - rows.begin);
      std::fill_n(out, step.rows(), 0);
      for (std::int64_t first = 0; first < x.rows(); first += k_others) {
        const std::int64_t others = std::min(k_others, x.rows() - first);
        chain.within(x.block<X>(step.first_row), step.blocks, x.cols(),
                     rows_in_chain_type<X, A>(host, first, others, copy), others, limit, within);
        for (std::int64_t i = 0; i < step.rows(); ++i) out[i] += within[step.offset() + i];
      }
    });
  });
}

}  // namespace shoal::cpu
