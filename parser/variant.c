#include "variant.h"

#include "variant.inc"
