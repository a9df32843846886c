# What GPU this machine has, for SHOAL_CUDA=AUTO: code for a GPU is half of a build, so AUTO compiles it only for the GPU that is here.
#
#   shoal_find_gpu(driver architectures)
#
# Sets `driver` to ON where nvidia-smi lists a GPU, or the driver's library libcuda.so.1 is there and no nvidia-smi, and `architectures` to what
# CMake calls the GPUs listed, "" where nothing lists them (a container may hold the library alone). Nothing is cached: a
# driver that comes later is found by the next configure run. Also runs in a script: tests/install/test_gpu_here.py.

if(NOT DEFINED shoal_driver_folders)
  set(shoal_driver_folders $ENV{LD_LIBRARY_PATH})
  string(REPLACE ":" ";" shoal_driver_folders "${shoal_driver_folders}")
  list(APPEND shoal_driver_folders /usr/lib/x86_64-linux-gnu /usr/lib64 /usr/lib /usr/lib/wsl/lib /usr/local/nvidia/lib64)
endif()

# The list of architectures for text of nvidia-smi, a capability a line. What is older than the kernels (7.5) counts as no GPU.
function(shoal_name_architectures said architectures)
  set(names)
  string(REGEX MATCHALL "[0-9]+\\.[0-9]" capabilities "${said}")
  foreach(capability ${capabilities})
    if(capability VERSION_LESS 7.5)
      continue()
    endif()
    string(REPLACE "." "" number ${capability})
    # 90a, not 90: wgmma exists nowhere else.
    string(REGEX REPLACE "^90$" "90a" number ${number})
    list(APPEND names ${number}-real)
  endforeach()
  list(REMOVE_DUPLICATES names)
  set(${architectures} "${names}" PARENT_SCOPE)
endfunction()

function(shoal_find_gpu driver architectures)
  set(found OFF)
  set(names)
  find_program(smi nvidia-smi PATHS /usr/lib/wsl/lib NO_CACHE)
  if(smi)
    execute_process(COMMAND ${smi} --query-gpu=compute_cap --format=csv,noheader
                    OUTPUT_VARIABLE said ERROR_QUIET RESULT_VARIABLE status)
    if(status EQUAL 0)
      shoal_name_architectures("${said}" names)
    endif()
    if(names)
      set(found ON)
    endif()
  else()
    foreach(folder ${shoal_driver_folders})
      if(EXISTS ${folder}/libcuda.so.1)
        set(found ON)
      endif()
    endforeach()
  endif()
  set(${driver} ${found} PARENT_SCOPE)
  set(${architectures} "${names}" PARENT_SCOPE)
endfunction()
