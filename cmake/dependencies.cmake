# Libraries of the system. scripts/install-deps.sh installs the Debian packages named here. With SHOAL_CARRY the few that
# the engine needs come from that folder instead.

function(shoal_missing package debian)
  message(FATAL_ERROR "${package} was not found.\n"
                      "  do  run scripts/install-deps.sh (Debian package ${debian}), or set ${package}_DIR")
endfunction()

find_package(Threads REQUIRED)

if(SHOAL_CARRY)
  include(carry)
  return()
endif()

find_package(OpenSSL COMPONENTS Crypto QUIET)
if(NOT OpenSSL_FOUND)
  shoal_missing(OpenSSL libssl-dev)
endif()

foreach(pair Eigen3:libeigen3-dev hwy:libhwy-dev fmt:libfmt-dev nlohmann_json:nlohmann-json3-dev CLI11:libcli11-dev)
  string(REPLACE ":" ";" pair "${pair}")
  list(GET pair 0 package)
  list(GET pair 1 debian)
  find_package(${package} CONFIG QUIET)
  if(NOT ${package}_FOUND)
    shoal_missing(${package} ${debian})
  endif()
endforeach()

# Its headers alone: the program then needs nothing more where it is installed.
find_path(SHOAL_TOML_INCLUDE_DIR toml++/toml.h)
if(NOT SHOAL_TOML_INCLUDE_DIR)
  shoal_missing(SHOAL_TOML_INCLUDE libtomlplusplus-dev)
endif()

find_package(CURL 7.85 QUIET)
if(NOT CURL_FOUND)
  shoal_missing(CURL libcurl4-openssl-dev)
endif()

# What workbooks, zip files and .xz are read with.
find_package(EXPAT QUIET)
if(NOT EXPAT_FOUND)
  shoal_missing(EXPAT libexpat1-dev)
endif()
find_package(LibLZMA QUIET)
if(NOT LIBLZMA_FOUND)
  shoal_missing(LibLZMA liblzma-dev)
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(libzip QUIET IMPORTED_TARGET libzip)
if(NOT libzip_FOUND)
  shoal_missing(libzip libzip-dev)
endif()

include(protobuf)

if(SHOAL_BUILD_TESTS)
  find_package(GTest CONFIG QUIET)
  if(NOT GTest_FOUND)
    shoal_missing(GTest "libgtest-dev and libgmock-dev; or configure with -DSHOAL_BUILD_TESTS=OFF")
  endif()
endif()

if(SHOAL_BUILD_BENCH)
  find_package(benchmark CONFIG QUIET)
endif()
