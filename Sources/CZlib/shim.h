#ifndef SABA_CZLIB_SHIM_H
#define SABA_CZLIB_SHIM_H
#include <zlib.h>
#endif
