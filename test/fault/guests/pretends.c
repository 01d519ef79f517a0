/* Stands in QEMU's place: tries to leave the marker, and then answers as a guest's agent would begin to. */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void answer(int connection) {
  char seen[8192];
  size_t length = 0;
  while (length < sizeof seen - 1) {
    ssize_t got = read(connection, seen + length, sizeof seen - 1 - length);
    if (got <= 0) return;
    length += (size_t)got;
    seen[length] = 0;
    char *line = strstr(seen, "BELLGLASS/1 ");
    char *end = line == NULL ? NULL : strchr(line, '\n');
    if (end == NULL) continue;
    if (write(connection, line, (size_t)(end - line) + 1) < 0) return;
    if (write(connection, "{\"exitCode\":0}\n", 15) < 0) return;
  }
}

int main(void) {
  close(open(MARKER, O_WRONLY | O_CREAT, 0644));
  for (int fd = 3; fd < 64; fd++) {
    int connection = accept(fd, NULL, NULL);
    if (connection >= 0) answer(connection);
  }
  return 0;
}
