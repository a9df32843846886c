# CUDA in two ways: compiled by nvcc for a GPU, where SHOAL_CUDA wants it and a toolkit is found, and compiled by g++ for the
# emulator of cuda/simt, where CUDA's headers are found. Says so in SHOAL_CUDA_FOUND, SHOAL_CUDA_VERSION, SHOAL_CUDA_WHY (for version.cpp and
# `shoal devices`), SHOAL_EMULATION_FOUND and SHOAL_EMULATION_WHY.
#
#   shoal_add_cuda_library(name SOURCES a.cu b.cpp ...)       static, .cu by nvcc for the architectures wanted
#   shoal_add_emulated_library(name SOURCES a.cu b.cpp ...)   shared, all by g++, with the emulator inside
#
# Both may be given the same sources, in different folders (the language of a source is a property that CMake keeps by
# folder). An emulated library shows nothing but what its sources mark with
# __attribute__((visibility("default"))): the CUDA functions of the emulator inside cannot be mistaken for those of the real
# runtime in the same process, nor for those of a second emulated library. simt::control is inside as well: a library that
# wants to be steered from outside exports functions of its own that call it.

set(SHOAL_CUDA_FOUND OFF)
set(SHOAL_CUDA_VERSION "")
set(SHOAL_CUDA_WHY "built with SHOAL_CUDA=OFF")

# As one architecture or another refuses what the rest takes, all are compiled: 75 has no cp.async, 90a alone has wgmma.
# The last one also as PTX, for GPUs to come.
set(shoal_cuda_architectures "75-real;80-real;90a-real;100")

set(shoal_wants_cuda ${SHOAL_CUDA})
if(SHOAL_CUDA STREQUAL "AUTO")
  include(gpu)
  shoal_find_gpu(shoal_wants_cuda shoal_listed_architectures)
  if(shoal_listed_architectures)
    set(shoal_cuda_architectures "${shoal_listed_architectures}")
  endif()
  set(SHOAL_CUDA_WHY "no GPU was found when shoal was built; SHOAL_CUDA=ON builds for one all the same")
endif()
if(SHOAL_CUDA_ARCHITECTURES)
  set(shoal_cuda_architectures "${SHOAL_CUDA_ARCHITECTURES}")
endif()

if(shoal_wants_cuda)
  include(CheckLanguage)
  if(NOT CMAKE_CUDA_HOST_COMPILER)
    set(CMAKE_CUDA_HOST_COMPILER ${CMAKE_CXX_COMPILER})
  endif()
  # The toolkit's own installer does not put nvcc on the PATH.
  find_program(SHOAL_NVCC nvcc HINTS /usr/local/cuda/bin)
  mark_as_advanced(SHOAL_NVCC)
  if(SHOAL_NVCC AND NOT DEFINED ENV{CUDACXX})
    set(ENV{CUDACXX} ${SHOAL_NVCC})
  endif()
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER)
    set(CMAKE_CUDA_ARCHITECTURES OFF)  # each target says its own
    if(CCACHE_PROGRAM AND NOT CMAKE_CUDA_COMPILER_LAUNCHER)
      set(CMAKE_CUDA_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
    endif()
    enable_language(CUDA)
    # CMake 3.25 does not know that nvcc takes C++20.
    if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)
      set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20")
      set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION "-std=c++20")
    endif()
    # For projects of 3.25 the module of that version says that nvToolsExt is deprecated, and fails where CUDA 13 has none.
    set(shoal_minimum ${CMAKE_MINIMUM_REQUIRED_VERSION})
    set(CMAKE_MINIMUM_REQUIRED_VERSION 3.24)
    find_package(CUDAToolkit QUIET)
    set(CMAKE_MINIMUM_REQUIRED_VERSION ${shoal_minimum})
    set(SHOAL_CUDA_VERSION "${CMAKE_CUDA_COMPILER_VERSION}")
    set(SHOAL_CUDA_FOUND ON)
    set(SHOAL_CUDA_WHY "")
  elseif(SHOAL_CUDA STREQUAL "ON")
    message(FATAL_ERROR "SHOAL_CUDA=ON, but no working CUDA compiler was found.\n"
                        "  do  put nvcc on the PATH or set CMAKE_CUDA_COMPILER; or configure with -DSHOAL_CUDA=AUTO")
  else()
    set(SHOAL_CUDA_WHY "no CUDA toolkit was found when shoal was built")
  endif()
endif()

# The emulator needs the headers alone, whatever SHOAL_CUDA says.
set(SHOAL_EMULATION_FOUND OFF)
set(SHOAL_EMULATION_WHY "built with SHOAL_EMULATE=OFF")
if(NOT SHOAL_EMULATE STREQUAL "OFF")
  find_program(shoal_nvcc nvcc HINTS ENV CUDA_PATH /usr/local/cuda PATH_SUFFIXES bin)
  get_filename_component(shoal_nvcc_bin "${shoal_nvcc}" DIRECTORY)
  find_path(SHOAL_CUDA_INCLUDE_DIR cuda_runtime_api.h HINTS ENV CUDA_PATH ${shoal_nvcc_bin}/.. /usr/local/cuda
            PATH_SUFFIXES include targets/x86_64-linux/include)
  if(SHOAL_CUDA_INCLUDE_DIR)
    set(SHOAL_EMULATION_FOUND ON)
    set(SHOAL_EMULATION_WHY "")
  else()
    set(SHOAL_EMULATION_WHY "cuda_runtime_api.h was not found")
  endif()
endif()

if(SHOAL_CUDA_FOUND)
  message(STATUS "CUDA: toolkit ${SHOAL_CUDA_VERSION}, for ${shoal_cuda_architectures}")
else()
  message(STATUS "CUDA: ${SHOAL_CUDA_WHY}")
endif()
if(SHOAL_EMULATION_FOUND)
  message(STATUS "CUDA emulation: headers in ${SHOAL_CUDA_INCLUDE_DIR}")
else()
  message(STATUS "CUDA emulation: ${SHOAL_EMULATION_WHY}")
endif()

# A warning of ptxas about a spill fails the build where warnings are errors: no kernel of ours needs one.
function(shoal_add_cuda_library name)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES CUDA_ARCHITECTURES "${shoal_cuda_architectures}")
  target_compile_options(
    ${name}
    # 554: a conversion of MatrixView<const T> to itself, never called.
    PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-diag-suppress=554 -fmad=false --expt-relaxed-constexpr
            -Xptxas=--warn-on-spills
            -Xcompiler=-ffp-contract=off,-Wall,-Wextra,$<JOIN:${shoal_hardening},$<COMMA>>>
            $<$<COMPILE_LANGUAGE:CXX>:$<TARGET_PROPERTY:shoal_flags,INTERFACE_COMPILE_OPTIONS>>)
  if(SHOAL_WERROR)
    target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-Xptxas=-Werror>)
  endif()
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src)
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(${name} PUBLIC CUDA::cudart_static)
endfunction()

# What every target that g++ compiles for the emulator needs.
function(shoal_emulate target)
  shoal_set_flags(${target})
  target_compile_options(${target} PRIVATE -Wno-unknown-pragmas)  # #pragma unroll
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
  target_include_directories(${target} SYSTEM PRIVATE ${SHOAL_CUDA_INCLUDE_DIR})
  if(SHOAL_COVERAGE)
    target_compile_options(${target} PRIVATE --coverage -O1)
    target_link_options(${target} PRIVATE --coverage)
  endif()
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cu$")
  if(sources)
    set_source_files_properties(${sources} PROPERTIES LANGUAGE CXX)
  endif()
endfunction()

function(shoal_add_emulated_library name)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  add_library(${name} SHARED ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  shoal_emulate(${name})
  target_link_libraries(${name} PRIVATE shoal_simt_emulator)
  target_link_options(${name} PRIVATE LINKER:--exclude-libs,ALL LINKER:-z,defs)
endfunction()
