// What a C++20 compiler and its library must get right: exceptions over frames, run-time types, threads, and a walk
// through the library.
#include <algorithm>
#include <atomic>
#include <charconv>
#include <concepts>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <ranges>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <typeinfo>
#include <variant>
#include <vector>

#define EXPECT(condition) do { if (!(condition)) throw std::logic_error("check.cpp:" + std::to_string(__LINE__)); } while (0)

static int alive = 0;

struct Counted {
  Counted() { alive++; }
  ~Counted() { alive--; }
};

struct Base { virtual ~Base() = default; virtual int name() const { return 1; } };
struct Derived : Base { int name() const override { return 2; } };

static void throw_below(int depth) {
  Counted counted;
  if (depth == 0) throw std::out_of_range("bottom");
  throw_below(depth - 1);
}

static void exceptions() {
  try {
    throw_below(20);
    EXPECT(false);
  } catch (const std::exception &error) {
    EXPECT(typeid(error) == typeid(std::out_of_range) && std::string(error.what()) == "bottom");
  }
  EXPECT(alive == 0);
  std::unique_ptr<Base> base = std::make_unique<Derived>();
  EXPECT(base->name() == 2 && dynamic_cast<Derived *>(base.get()) != nullptr);
  bool caught = false;
  try { dynamic_cast<Derived &>(*std::make_unique<Base>()); } catch (const std::bad_cast &) { caught = true; }
  EXPECT(caught);
  auto later = std::async(std::launch::async, [] { throw_below(3); });
  caught = false;
  try { later.get(); } catch (const std::out_of_range &) { caught = true; }
  EXPECT(caught);
}

static thread_local int own = 0;

static void threads() {
  std::atomic<int> shared{0};
  std::vector<std::jthread> all;
  for (int i = 0; i < 4; i++) all.emplace_back([&shared] { for (int k = 0; k < 1000; k++) shared += ++own > 0; });
  all.clear();
  EXPECT(shared == 4000 && own == 0);
}

template <std::integral T> static T twice(T value) { return value + value; }

static void library() {
  std::vector<int> values(100);
  std::iota(values.begin(), values.end(), 0);
  auto even = values | std::views::filter([](int value) { return value % 2 == 0; }) | std::views::transform(twice<int>);
  EXPECT(std::ranges::distance(even) == 50 && std::accumulate(even.begin(), even.end(), 0) == 4900);
  std::smatch match;
  const std::string text = "seed 179 bytes";
  EXPECT(std::regex_search(text, match, std::regex("([0-9]+) (bytes)")) && match[1] == "179");
  std::variant<int, std::string> either = "text";
  EXPECT(std::holds_alternative<std::string>(either) && std::visit([](const auto &value) { return sizeof value; }, either) == sizeof(std::string));
  std::optional<int> none;
  EXPECT(none.value_or(5) == 5);
  std::map<std::string, std::function<int(int)>> functions{{"next", [](int value) { return value + 1; }}};
  EXPECT(functions.at("next")(41) == 42);
  std::ostringstream out;
  out << std::hex << 255 << ' ' << 0.5;
  EXPECT(out.str() == "ff 0.5");
  double parsed = 0;
  const std::string digits = "2.5e3";
  EXPECT(std::from_chars(digits.data(), digits.data() + digits.size(), parsed).ec == std::errc() && parsed == 2500);
  std::ofstream("written") << "content";
  EXPECT(std::filesystem::file_size("written") == 7);
}

int main() {
  try {
    exceptions();
    threads();
    library();
  } catch (const std::exception &error) {
    std::cout << error.what() << " failed\n";
    return 1;
  }
  std::cout << "hello from C++\n";
}
