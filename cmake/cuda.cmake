# The CUDA toolkit: found or left out by itself. There is no CUDA code yet, so all this does is record what was found
# (SHOAL_CUDA_FOUND, SHOAL_CUDA_VERSION, SHOAL_CUDA_WHY) for version.cpp and `shoal devices`.

set(SHOAL_CUDA_FOUND OFF)
set(SHOAL_CUDA_VERSION "")
set(SHOAL_CUDA_WHY "built with SHOAL_CUDA=OFF")

if(NOT SHOAL_CUDA STREQUAL "OFF")
  include(CheckLanguage)
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER)
    execute_process(COMMAND ${CMAKE_CUDA_COMPILER} --version OUTPUT_VARIABLE nvcc_says ERROR_QUIET)
    string(REGEX MATCH "V([0-9]+\\.[0-9]+\\.[0-9]+)" matched "${nvcc_says}")
    set(SHOAL_CUDA_VERSION "${CMAKE_MATCH_1}")
    set(SHOAL_CUDA_FOUND ON)
    set(SHOAL_CUDA_WHY "")
  elseif(SHOAL_CUDA STREQUAL "ON")
    message(FATAL_ERROR "SHOAL_CUDA=ON, but no working CUDA compiler was found.\n"
                        "  do  put nvcc on the PATH or set CMAKE_CUDA_COMPILER; or configure with -DSHOAL_CUDA=AUTO")
  else()
    set(SHOAL_CUDA_WHY "no CUDA toolkit was found when shoal was built")
  endif()
endif()

if(SHOAL_CUDA_FOUND)
  message(STATUS "CUDA: toolkit ${SHOAL_CUDA_VERSION}")
else()
  message(STATUS "CUDA: ${SHOAL_CUDA_WHY}")
endif()
