// Tries one thing and says what came of it: `PROBE done`, or the error's name, on standard output.
// usage: probe [anything] -append "VERB ARGUMENT", as QEMU would be called by the vmm; or the same by hand, outside the jail.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int read_file(const char *path) {
    char byte;
    int file = open(path, O_RDONLY);
    return file < 0 || read(file, &byte, 1) < 0 ? -1 : 0;
}

static int write_file(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    return file < 0 || write(file, "x", 1) < 0 ? -1 : 0;
}

/** An abstract name is written with an @ in place of its NUL. */
static socklen_t name_socket(struct sockaddr_un *address, const char *path) {
    strncpy(address->sun_path, path, sizeof address->sun_path - 1);
    if (*path != '@') return sizeof *address;
    address->sun_path[0] = 0;
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
}

static int connect_unix(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t length = name_socket(&address, path);
    int socket_ = socket(AF_UNIX, SOCK_STREAM, 0);
    return socket_ < 0 ? -1 : connect(socket_, (struct sockaddr *)&address, length);
}

/** A pair needs no connect: what it sends may go to any name. */
static int send_datagram(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int pair[2];
    socklen_t length = name_socket(&address, path);
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0) return -1;
    return sendto(pair[0], "x", 1, 0, (struct sockaddr *)&address, length) < 0 ? -1 : 0;
}

static int connect_tcp(const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int socket_ = socket(AF_INET, SOCK_STREAM, 0);
    return socket_ < 0 ? -1 : connect(socket_, (struct sockaddr *)&address, sizeof address);
}

static int execute(const char *path) {
    char *arguments[] = {(char *)path, "-append", "nothing x", NULL};
    execv(path, arguments);
    return -1;
}

static int fork_child(void) {
    pid_t child = fork();
    if (child == 0) _exit(0);
    return child < 0 || waitpid(child, NULL, 0) < 0 ? -1 : 0;
}

static int set_bits(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    if (file < 0) return -1;
    return fchmod(file, 04755);
}

static int attempt(const char *verb, const char *argument) {
    if (!strcmp(verb, "nothing")) return 0;
    if (!strcmp(verb, "read")) return read_file(argument);
    if (!strcmp(verb, "write")) return write_file(argument);
    if (!strcmp(verb, "unix")) return connect_unix(argument);
    if (!strcmp(verb, "datagram")) return send_datagram(argument);
    if (!strcmp(verb, "socket")) return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? -1 : 0;
    if (!strcmp(verb, "tcp")) return connect_tcp(argument);
    if (!strcmp(verb, "execute")) return execute(argument);
    if (!strcmp(verb, "fork")) return fork_child();
    if (!strcmp(verb, "signal")) return kill(atoi(argument), 0);
    if (!strcmp(verb, "trace")) return (int)ptrace(PTRACE_ATTACH, atoi(argument), NULL, NULL);
    if (!strcmp(verb, "setuid-bit")) return set_bits(argument);
    errno = EINVAL;
    return -1;
}

int main(int count, char **words) {
    char verb[64] = "", argument[512] = "";
    for (int i = 1; i + 1 < count; i++)
        if (!strcmp(words[i], "-append") && sscanf(words[i + 1], "%63s %511s", verb, argument) < 1) return 2;
    const char *outcome = attempt(verb, argument) < 0 ? strerrorname_np(errno) : "done";
    printf("PROBE %s\n", outcome);
    return 0;
}
