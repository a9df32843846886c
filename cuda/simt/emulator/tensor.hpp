// The host twins of mma and ldmatrix: they gather fragments into matrices, multiply these, and hand the result out
// again.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "cuda/simt/emulator/control.hpp"
#include "cuda/simt/emulator/engine.hpp"
#include "cuda/simt/half.hpp"

namespace simt {

/// Half h (0 low, 1 high) of a register as a float.
inline float half_of(std::uint32_t bits, int h) {
  return __half2float(std::bit_cast<__half>(static_cast<std::uint16_t>(bits >> (16 * h))));
}

struct MmaOperands {
  const std::uint32_t* a;
  const std::uint32_t* b;
  const float* c;
  float* d;
};

template <int K>
SIMT_RAW void mma_lanes(void** data, std::uint32_t) {
  float a[16][K];
  float b[K][8];
  for (int l = 0; l < 32; ++l) {
    const auto* lane = static_cast<const MmaOperands*>(data[l]);
    const int g = l / 4, t = l % 4;
    for (int block = 0; block < K / 8; ++block) {  // two registers of A for 8 columns, one of B for 8 rows
      for (int h = 0; h < 2; ++h) {
        const int k = 8 * block + 2 * t + h;
        a[g][k] = half_of(lane->a[2 * block], h);
        a[g + 8][k] = half_of(lane->a[2 * block + 1], h);
        b[k][g] = half_of(lane->b[block], h);
      }
    }
  }
  for (int l = 0; l < 32; ++l) {
    const auto* lane = static_cast<const MmaOperands*>(data[l]);
    for (int r = 0; r < 4; ++r) {
      const int row = l / 4 + 8 * (r / 2), col = 2 * (l % 4) + r % 2;
      float sum = lane->c[r];
      float magnitude = std::fabs(sum);
      for (int k = 0; k < K; ++k) {
        sum += a[row][k] * b[k][col];
        magnitude += std::fabs(a[row][k] * b[k][col]);
      }
      lane->d[r] = sum + (col % 2 == 0 ? control::mma_error : -control::mma_error) * magnitude;
    }
  }
}

template <int K>
SIMT_RAW void mma(float* d, const std::uint32_t* a, const std::uint32_t* b, const float* c, Site site) {
  MmaOperands mine{a, b, c, d};
  warp_op(&mma_lanes<K>, &mine, 0xffffffffu, false, site);
}

/// One row of a tile as its lane read it, and the registers that the lane gets back.
struct TileRow {
  std::uint16_t values[8];
  std::uint32_t* registers;
};

template <int Tiles, bool Transposed>
SIMT_RAW void ldmatrix_lanes(void** data, std::uint32_t) {
  for (int l = 0; l < 32; ++l) {
    for (int tile = 0; tile < Tiles; ++tile) {
      std::uint32_t pair[2];
      for (int h = 0; h < 2; ++h) {
        const int row = Transposed ? 2 * (l % 4) + h : l / 4;
        const int col = Transposed ? l / 4 : 2 * (l % 4) + h;
        pair[h] = static_cast<const TileRow*>(data[8 * tile + row])->values[col];
      }
      static_cast<const TileRow*>(data[l])->registers[tile] = pair[0] | pair[1] << 16;
    }
  }
}

/// Each lane reads its own row where the sanitizers see it; only the exchange is hidden from them.
template <bool Transposed, int Tiles>
void ldmatrix(std::uint32_t (&r)[Tiles], const void* smem_row, Site site) {
  TileRow mine{};
  mine.registers = r;
  if (static_cast<int>(lane()) < 8 * Tiles) {
    if (reinterpret_cast<std::uintptr_t>(smem_row) % 16 != 0)
      fail("ldmatrix: the row is not at a multiple of 16 bytes", site);
    std::memcpy(mine.values, smem_row, sizeof mine.values);
  }
  warp_op(&ldmatrix_lanes<Tiles, Transposed>, &mine, 0xffffffffu, false, site);
}

}  // namespace simt
