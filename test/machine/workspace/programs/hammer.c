// Threads that ask a shared folder for files that are not there, each time its server anew. usage: hammer THREADS SECONDS
// Says `answered N` in the end, or `silent after N` when nothing was answered for 5 s.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 64 };
static volatile long answered[MOST];

static void *ask(void *mine) {
    struct stat found;
    char name[64];
    for (volatile long *count = mine;; ++*count) {
        snprintf(name, sizeof name, "none-%d-%ld", (int)(count - answered), *count);
        stat(name, &found);
    }
    return NULL;
}

int main(int count, char **words) {
    int threads = count > 2 ? atoi(words[1]) : 0, silent = 0;
    if (threads < 1 || threads > MOST) return 2;
    pthread_t thread;
    for (int i = 0; i < threads; i++) pthread_create(&thread, NULL, ask, (void *)&answered[i]);
    long before = 0, now = 0;
    for (int second = 0; second < atoi(words[2]) && silent < 5; second++, before = now) {
        sleep(1);
        now = 0;
        for (int i = 0; i < threads; i++) now += answered[i];
        silent = now == before ? silent + 1 : 0;
    }
    printf("%s %ld\n", silent == 5 ? "silent after" : "answered", now);
    fflush(stdout);
    _exit(silent == 5);
}
