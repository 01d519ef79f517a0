/* A first process that says something and ends: this kernel then restarts the machine. */
#include <stdio.h>

int main(void) {
  puts("the guest's last words");
  return 7;
}
