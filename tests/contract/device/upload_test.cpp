#include <limits>

#include "fixture.hpp"
#include "shoal/error.hpp"

namespace shoal::test {
namespace {

template <class T>
void expect_refused(Device& device, ThreadPool& threads, Matrix<T>& values, std::int64_t i, std::int64_t j, T bad,
                    const std::string& where) {
  const T before = values(i, j);
  values(i, j) = bad;
  try {
    device.upload(threads, HostView(values.view()));
    ADD_FAILURE() << bad << " was taken at " << where;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_EQ(error.where(), where);
  }
  values(i, j) = before;
}

template <class T>
void try_all(Device& device, ThreadPool& threads) {
  constexpr T nan = std::numeric_limits<T>::quiet_NaN();
  constexpr T infinity = std::numeric_limits<T>::infinity();
  for (const std::int64_t d : {1, 3, 16, 33}) {
    constexpr std::int64_t n = unless_sanitized(5003, 1303);
    Matrix<T> values(n, d);
    EXPECT_NO_THROW(device.upload(threads, HostView(values.view())));
    for (const T bad : {nan, -nan, infinity, -infinity}) {
      expect_refused(device, threads, values, 0, 0, bad, "row 1, column 1");
      expect_refused(device, threads, values, n - 1, d - 1, bad,
                     unless_sanitized("row 5,003", "row 1,303") + (", column " + std::to_string(d)));
      expect_refused(device, threads, values, 1234, d / 2, bad, "row 1,235, column " + std::to_string(d / 2 + 1));
    }
    // Of several the first row by row is named, whichever thread meets its own first.
    constexpr std::int64_t several = n - 1003;
    values(several, 0) = nan;
    values(several + 1, 0) = infinity;
    expect_refused(device, threads, values, several - 1, d - 1, nan,
                   unless_sanitized("row 4,000", "row 300") + (", column " + std::to_string(d)));
  }
}

TEST_P(DeviceContract, UploadRefusesWhatIsNotFinite) {
  for (ThreadPool* threads : pools()) {
    try_all<float>(*device_, *threads);
    try_all<double>(*device_, *threads);
  }
}

TEST_P(DeviceContract, UploadTakesTheExtremesAndNoRows) {
  constexpr float largest = std::numeric_limits<float>::max();
  Matrix<float> values(3, 2);
  values.values() = {largest, -largest, std::numeric_limits<float>::denorm_min(), -0.0f, 0.0f, 1.0f};
  const auto points = device_->upload(one(), HostView(values.view()));
  EXPECT_EQ(points->rows(), 3);
  EXPECT_EQ(points->cols(), 2);
  EXPECT_EQ(points->scalar(), Scalar::f32);
  const Matrix<double> none(0, 4);
  EXPECT_EQ(device_->upload(one(), HostView(none.view()))->rows(), 0);
}

TEST_P(DeviceContract, InfoNamesTheDevice) {
  const DeviceInfo info = device_->info();
  EXPECT_EQ(info.name, GetParam().own_name);
  EXPECT_TRUE(info.ready);
  EXPECT_FALSE(info.description.empty());
}

}  // namespace
}  // namespace shoal::test
