/* A first process that never greets. */
#include <unistd.h>

int main(void) {
  for (;;) pause();
}
