/*
 * A first process that answers the daemon with garbage on every port it finds: at once and without end, or (ECHO) after a right greeting,
 * after which it may (SILENT) also say nothing any more.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static void greet(int port) {
  char seen[8192];
  size_t length = 0;
  for (;;) {
    ssize_t got = read(port, seen + length, sizeof seen - 1 - length);
    if (got <= 0) continue;
    length += (size_t)got;
    seen[length] = 0;
    char *line = strstr(seen, "BELLGLASS/1 ");
    char *end = line == NULL ? NULL : strchr(line, '\n');
    if (end == NULL) continue;
    if (write(port, line, (size_t)(end - line) + 1) > 0) return;
  }
}

static void garble(int port) {
  static char garbage[65536];
  memset(garbage, 'x', sizeof garbage);
#ifdef ECHO
  greet(port);
#else
  (void)greet;
#endif
#ifdef SILENT
  puts("greeted");
  fflush(stdout);
  for (;;) pause();
#endif
  for (;;)
    if (write(port, garbage, sizeof garbage) < 0) pause();
}

int main(void) {
  mkdir("/dev", 0755);
  mount("dev", "/dev", "devtmpfs", 0, NULL);
  for (int device = 0; device < 8; device++) {
    for (int number = 0; number < 8; number++) {
      char path[32];
      snprintf(path, sizeof path, "/dev/vport%dp%d", device, number);
      int port = open(path, O_RDWR);
      if (port >= 0 && fork() == 0) garble(port);
    }
  }
  for (;;) pause();
}
