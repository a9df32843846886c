// The queues of copies and products that are under way, and the code that does them.
#include "cuda/simt/emulator/hopper.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "cuda/simt/hopper.hpp"

namespace simt {
namespace {

constexpr std::uint32_t k_smem_start = 1024 + 3 * 128;
constexpr int k_unit = 16;  // bytes that the swizzle moves together
constexpr int k_unit_halves = 8;
constexpr int k_row_bytes = 128;

struct Copy {
  unsigned char* to;
  TensorMap map;
  int column, row;
  Mbarrier* barrier;
  Site site;
};
struct Product {
  float* sums;
  std::uint64_t a, b;
  bool add;
  unsigned group;
};

// The size is fixed: if one thread freed memory and another got it, the race detector would take that for accesses of
// both.
template <class T, std::size_t Capacity>
struct Queue {
  std::array<T, Capacity> items;
  std::size_t first = 0;
  std::size_t count = 0;

  T& at(std::size_t i) { return items[(first + i) % Capacity]; }
  void push(const T& item, Site site) {
    if (count == Capacity) fail("more asynchronous work under way than the emulator has room for", site);
    at(count++) = item;
  }
  void pop() {
    first = (first + 1) % Capacity;
    --count;
  }
};
struct Products {
  Queue<Product, 64> queue;
  unsigned groups = 0;  // closed groups
};

Queue<Copy, 256> g_copies;
std::uint32_t g_choice = 1;  // decides which copy is done next
std::array<Products, 1024> g_products;

unsigned char* at_address(std::uint32_t address) {
  return static_cast<unsigned char*>(dynamic_smem_raw()) + (address - k_smem_start);
}
/// Bits 4 to 6 of the address are combined with bits 7 to 9.
std::uint32_t swizzled(std::uint32_t address) { return address ^ ((address >> 7 & 7) << 4); }

void arrive(const Copy& copy) {
  const std::uint32_t start = smem_address(copy.to);
  for (int r = 0; r < copy.map.box_rows; ++r) {
    const std::int64_t row = copy.row + r;
    for (int u = 0; u < k_row_bytes / k_unit; ++u) {
      std::array<__half, k_unit_halves> unit{};
      for (int i = 0; i < k_unit_halves; ++i) {
        const std::int64_t column = copy.column + u * k_unit_halves + i;
        const bool inside = row >= 0 && row < copy.map.rows && column >= 0 && column < copy.map.columns;
        if (inside) unit[static_cast<std::size_t>(i)] = copy.map.values[row * copy.map.stride + column];
      }
      const auto at = static_cast<std::uint32_t>(r * k_row_bytes + u * k_unit);
      std::memcpy(at_address(swizzled(start + at)), unit.data(), k_unit);
    }
  }
  mbarrier_update(copy.barrier, copy.site, [&](MbarrierState& s) {
    s.bytes -= copy.map.box_rows * k_row_bytes;
    if (s.bytes < 0) fail("mbarrier: TMA brought bytes that nobody expects", copy.site);
  });
}

const std::array<float, 65536>& half_values() {
  static const auto values = [] {
    std::array<float, 65536> all{};
    for (std::uint32_t i = 0; i < 65536; ++i)
      all[i] = __half2float(std::bit_cast<__half>(static_cast<std::uint16_t>(i)));
    return all;
  }();
  return values;
}

/// 16 halves of a row of the tile that a descriptor describes.
std::array<float, 16> row_of(std::uint64_t descriptor, int row) {
  const auto start = static_cast<std::uint32_t>(descriptor & 0x3fff) << 4;
  const auto eight_rows = static_cast<std::uint32_t>(descriptor >> 32 & 0x3fff) << 4;
  const std::uint32_t line =
      start + static_cast<std::uint32_t>(row / 8) * eight_rows + static_cast<std::uint32_t>(row % 8) * k_row_bytes;
  std::array<float, 16> values{};
  for (std::uint32_t u = 0; u < 2; ++u) {
    std::array<std::uint16_t, k_unit_halves> halves{};
    std::memcpy(halves.data(), at_address(swizzled(line + u * k_unit)), k_unit);
    for (std::size_t i = 0; i < k_unit_halves; ++i) values[u * k_unit_halves + i] = half_values()[halves[i]];
  }
  return values;
}

float dot(const std::array<float, 16>& a, const std::array<float, 16>& b, float sum) {
  for (std::size_t k = 0; k < 16; ++k) sum += a[k] * b[k];
  return sum;
}

/// Computes the calling thread's part of a product.
void multiply(const Product& p, Site site) {
  for (const std::uint64_t d : {p.a, p.b})
    if (d >> 62 != 1 || (d >> 49 & 7) != 0)
      fail("wgmma: only the 128-byte swizzle without base offset is emulated", site);
  const int thread = static_cast<int>(linear_thread() % 128);
  const int warp = thread / 32, g = thread % 32 / 4, t = thread % 4;
  const std::array<std::array<float, 16>, 2> a{row_of(p.a, 16 * warp + g), row_of(p.a, 16 * warp + g + 8)};
  for (int j = 0; j < 16; ++j) {
    for (int e = 0; e < 2; ++e) {
      const auto b = row_of(p.b, 8 * j + 2 * t + e);
      for (int h = 0; h < 2; ++h) {
        float& sum = p.sums[4 * j + 2 * h + e];
        sum = dot(a[static_cast<std::size_t>(h)], b, p.add ? sum : 0.0F);
      }
    }
  }
}

}  // namespace

void forget_hopper_work() {
  g_copies.count = 0;
  g_choice = 1;
  for (Products& p : g_products) p.queue.count = p.groups = 0;
}

std::uint32_t smem_address(const void* p) {
  return static_cast<std::uint32_t>(static_cast<const unsigned char*>(p) -
                                    static_cast<const unsigned char*>(dynamic_smem_raw())) +
         k_smem_start;
}

void tma_push(void* to, const TensorMap& map, int column, int row, Mbarrier* barrier, Site site) {
  if (smem_address(to) % 1024 != 0) fail("TMA: a swizzled tile must begin at a multiple of 1,024 bytes", site);
  g_copies.push({static_cast<unsigned char*>(to), map, column, row, barrier, site}, site);
}

void tma_progress() {
  if (g_copies.count == 0) return;
  g_choice = g_choice * 1664525 + 1013904223;
  std::swap(g_copies.at(0), g_copies.at((g_choice >> 16) % g_copies.count));
  const Copy copy = g_copies.at(0);
  g_copies.pop();
  arrive(copy);
}

void wgmma_push(float* sums, std::uint64_t a, std::uint64_t b, bool add, Site site) {
  Products& mine = g_products[linear_thread()];
  mine.queue.push({sums, a, b, add, mine.groups}, site);
}

void wgmma_close_group() { ++g_products[linear_thread()].groups; }

void wgmma_wait_until(unsigned open_groups, Site site) {
  Products& mine = g_products[linear_thread()];
  while (mine.queue.count > 0 && mine.queue.at(0).group + open_groups < mine.groups) {
    multiply(mine.queue.at(0), site);
    mine.queue.pop();
  }
  // The instruction is the whole warp's: no lane leaves it before all lanes are done.
  warp_op([](void**, std::uint32_t) {}, nullptr, 0xffffffffu, true, site);
}

}  // namespace simt
