// A program in C++: streams, exceptions from another object, threads, what is computed while it is compiled, templates
// of the library, variables of a thread, and what runs before and after main.
#include "shared.h"
#include <algorithm>
#include <array>
#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

constexpr std::array<int, 10> squares() {
  std::array<int, 10> all{};
  for (int i = 0; i < 10; i++) all[i] = i * i;
  return all;
}
static_assert(squares()[9] == 81);

struct Farewell {
  ~Farewell() { std::cout << "after main\n"; }
} farewell;

thread_local int mine = 0;

int main() {
  std::atomic<int> sum = 0;
  std::mutex lock;
  std::map<int, std::string> names;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++)
    threads.emplace_back([&, i] {
      for (int n = 0; n < 1000; n++) mine += i;
      sum += mine;
      std::lock_guard<std::mutex> held(lock);
      names[i] = "thread " + std::to_string(i);
    });
  for (std::thread &thread : threads) thread.join();
  std::cout << "sum " << sum << ", mine " << mine << '\n';
  for (const auto &[number, name] : names) std::cout << number << ": " << name << '\n';

  try {
    std::cout << "half of 42 is " << halved(42) << '\n';
    halved(1000);
  } catch (const TooLarge &error) {
    std::cout << "caught " << error.what() << '\n';
  }
  auto owned = std::make_unique<std::ostringstream>();
  constexpr auto all = squares();
  *owned << "squares to " << *std::max_element(all.begin(), all.end()) << ", in all "
         << std::accumulate(all.begin(), all.end(), 0);
  std::cout << owned->str() << '\n';
  return 0;
}
