// Makes another process do system calls of ours: what a hypervisor that a guest has taken over would try. As root, on its main thread.
// usage: inject PID CALL [ARGUMENT] …, calls: openat PATH, chmod DESCRIPTOR/PATH, socket UNIX|INET, connect PATH, kill PID, execve PATH, fork -
// Says `INJECTED call argument: outcome` for each; an outcome is `done`, an error's name, or `killed`.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

extern const char *strerrorname_np(int);
static pid_t target;

static void poke(unsigned long address, const void *bytes, size_t length) {
    const unsigned char *from = bytes;
    for (size_t done = 0; done < length; done += 8) {
        long word = 0;
        memcpy(&word, from + done, length - done < 8 ? length - done : 8);
        ptrace(PTRACE_POKEDATA, target, address + done, word);
    }
}

/** Runs one system call in the target; its result, or -4096 when it did not survive. */
static long call(long number, long a, long b, long c, long d) {
    struct user_regs_struct saved, changed;
    int status = 0;
    ptrace(PTRACE_GETREGS, target, NULL, &saved);
    changed = saved;
    changed.rax = (unsigned long)number;
    changed.orig_rax = (unsigned long)-1;
    changed.rdi = (unsigned long)a;
    changed.rsi = (unsigned long)b;
    changed.rdx = (unsigned long)c;
    changed.r10 = (unsigned long)d;
    // The thread waits in a system call, so the instruction before is one.
    changed.rip = saved.rip - 2;
    ptrace(PTRACE_SETREGS, target, NULL, &changed);
    do {
        ptrace(PTRACE_SINGLESTEP, target, NULL, NULL);
        if (waitpid(target, &status, __WALL) < 0 || !WIFSTOPPED(status)) return -4096;
    } while (WSTOPSIG(status) != SIGTRAP);
    ptrace(PTRACE_GETREGS, target, NULL, &changed);
    ptrace(PTRACE_SETREGS, target, NULL, &saved);
    return (long)changed.rax;
}

static long perform(const char *name, const char *argument) {
    struct user_regs_struct registers;
    ptrace(PTRACE_GETREGS, target, NULL, &registers);
    // Below the red zone.
    unsigned long scratch = (registers.rsp - 4096) & ~15UL;
    poke(scratch, argument, strlen(argument) + 1);
    if (!strcmp(name, "openat")) return call(SYS_openat, AT_FDCWD, (long)scratch, O_RDONLY, 0);
    if (!strcmp(name, "create")) return call(SYS_openat, AT_FDCWD, (long)scratch, O_WRONLY | O_CREAT, 0600);
    if (!strcmp(name, "chmod")) return call(SYS_fchmodat, atoi(argument), (long)(scratch + (strchr(argument, '/') - argument) + 1), 0777, 0);
    if (!strcmp(name, "socket")) return call(SYS_socket, !strcmp(argument, "INET") ? AF_INET : AF_UNIX, SOCK_STREAM, 0, 0);
    if (!strcmp(name, "kill")) return call(SYS_kill, atoi(argument), 0, 0, 0);
    if (!strcmp(name, "execve")) return call(SYS_execve, (long)scratch, 0, 0, 0);
    if (!strcmp(name, "connect")) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        strncpy(address.sun_path, argument, sizeof address.sun_path - 1);
        poke(scratch, &address, sizeof address);
        return call(SYS_connect, 0, (long)scratch, sizeof address, 0);
    }
    return -EINVAL;
}

int main(int count, char **words) {
    int status;
    target = atoi(words[1]);
    if (ptrace(PTRACE_ATTACH, target, NULL, NULL) < 0 || waitpid(target, &status, __WALL) < 0) {
        perror("attach");
        return 1;
    }
    unsigned short instruction = (unsigned short)ptrace(PTRACE_PEEKTEXT, target, ({ struct user_regs_struct r; ptrace(PTRACE_GETREGS, target, NULL, &r); r.rip - 2; }), NULL);
    if (instruction != 0x050f) {
        printf("the thread is in no system call\n");
        return 1;
    }
    for (int i = 2; i + 1 < count; i += 2) {
        long result = perform(words[i], words[i + 1]);
        const char *outcome = result == -4096 ? "killed" : result < 0 && result > -4096 ? strerrorname_np((int)-result) : "done";
        printf("INJECTED %s %s: %s\n", words[i], words[i + 1], outcome);
        if (result == -4096) return 0;
    }
    ptrace(PTRACE_DETACH, target, NULL, NULL);
    return 0;
}
