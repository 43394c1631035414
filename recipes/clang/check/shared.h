// What crosses from the shared library to the program: an exception of its own class.
#include <stdexcept>

class TooLarge : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

int halved(int number);
