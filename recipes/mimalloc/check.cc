// All memory is mimalloc's that a program, its shared libraries, one that it loads and the C library take, in threads
// and in processes that are forked off meanwhile. usage: check PLUGIN
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <malloc.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

extern "C" {
bool mi_is_in_heap_region(const void *);
size_t mi_usable_size(const void *);
int take_in_program(void **blocks);
int take_in_library(void **blocks);
}

static void require(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "not so: %s\n", what);
    _exit(1);
}

using Take = int (*)(void **);

static void take_and_give_back(Take take) {
    void *blocks[20];
    int count = take(blocks);
    for (int i = 0; i < count; i++) {
        require(blocks[i] && mi_is_in_heap_region(blocks[i]), "a block is mimalloc's");
        require(malloc_usable_size(blocks[i]) == mi_usable_size(blocks[i]), "mimalloc tells a block's size");
        free(blocks[i]);
    }
}

// What one thread takes, the next gives back.
static std::atomic<void *> handed;

static void work(const std::vector<Take> &takes) {
    for (int round = 0; round < 200; round++) {
        for (Take take : takes) take_and_give_back(take);
        free(handed.exchange(malloc(round * 50)));
    }
}

int main(int, char **argv) {
    void *plugin = dlopen(argv[1], RTLD_NOW);
    require(plugin, "the plugin is loaded");
    std::vector<Take> takes{take_in_program, take_in_library, reinterpret_cast<Take>(dlsym(plugin, "take_in_plugin"))};
    require(takes[2], "the plugin has its function");

    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) threads.emplace_back(work, std::cref(takes));
    for (int i = 0; i < 20; i++) {
        pid_t child = fork();
        if (child == 0) {
            std::thread(work, std::cref(takes)).join();
            _exit(0);
        }
        int status;
        require(waitpid(child, &status, 0) == child && status == 0, "a forked process has memory and threads");
    }
    for (std::thread &thread : threads) thread.join();
    free(handed);
    puts("all of it");
}
