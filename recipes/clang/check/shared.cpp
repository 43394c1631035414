// A shared library that throws what the program catches.
#include "shared.h"
#include <string>

int halved(int number) {
  if (number > 100) throw TooLarge("too large: " + std::to_string(number));
  return number / 2;
}
