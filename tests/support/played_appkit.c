/* What pointer_macos_api.py calls, played: one pointer of 12 x 16.5 points that points at 4.5, 3, on
 * a display of two pixels a point. A selector is the address of what answers it, so that sending a
 * message is a jump, with every argument and result where the processor's convention has it, as in
 * Apple's own. `balance` counts what was made and not let go of. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct { double x, y; } Pair;
typedef struct { double x, y, width, height; } Rect;
typedef struct { uint8_t *pixels; size_t width, height, row; } Context;

#if defined(__x86_64__)
__asm__(".globl objc_msgSend\nobjc_msgSend:\n jmp *%rsi\n");
#elif defined(__aarch64__)
__asm__(".globl objc_msgSend\nobjc_msgSend:\n br x1\n");
#endif

int balance = 0, hidden = 0;
static char klass[] = "NSCursor", cursor[] = "cursor", image[] = "image", picture[] = "picture";
static char event[] = "event", pool[] = "pool", space[] = "space", mode[] = "mode";

static void *current(void *self, void *name) { return self == klass && !hidden ? cursor : NULL; }
static void *image_of(void *self, void *name) { return self == cursor ? image : NULL; }
static Pair size_of(void *self, void *name) { return self == image ? (Pair){12, 16.5} : (Pair){0}; }
static Pair hot_of(void *self, void *name) { return self == cursor ? (Pair){4.5, 3} : (Pair){0}; }
static void *drawable(void *self, void *name, Rect *rect, void *context, void *hints) {
    int asked = rect->width == 24 && rect->height == 33 && !context && !hints;
    return self == image && asked ? picture : NULL;
}

void *objc_getClass(const char *name) { return strcmp(name, klass) ? NULL : klass; }
void *sel_registerName(const char *name) {
    if (!strcmp(name, "currentSystemCursor")) return current;
    if (!strcmp(name, "image")) return image_of;
    if (!strcmp(name, "size")) return size_of;
    if (!strcmp(name, "hotSpot")) return hot_of;
    if (!strcmp(name, "CGImageForProposedRect:context:hints:")) return drawable;
    abort();
}
void *objc_autoreleasePoolPush(void) { return balance++, pool; }
void objc_autoreleasePoolPop(void *which) { balance -= which == pool; }

void *CGEventCreate(void *source) { return source ? NULL : (balance++, event); }
Pair CGEventGetLocation(void *which) { return which == event ? (Pair){100.5, 50.0} : (Pair){0}; }
void CFRelease(void *which) { balance -= which == event; }

void *CGColorSpaceCreateDeviceRGB(void) { return balance++, space; }
void CGColorSpaceRelease(void *which) { balance -= which == space; }
void *CGBitmapContextCreate(void *pixels, size_t width, size_t height, size_t bits, size_t row,
                            void *colours, uint32_t info) {
    if (bits != 8 || row != width * 4 || colours != space || info != 0x2002) return NULL;
    Context *made = malloc(sizeof *made);
    *made = (Context){pixels, width, height, row};
    return balance++, made;
}
void CGContextDrawImage(Context *context, Rect rect, void *what) {
    if (what != picture || rect.x || rect.y || rect.width != context->width) return;
    if (rect.height != context->height) return;
    for (size_t at = 0; at < context->row * context->height; at++) context->pixels[at] = at % 251;
}
void CGContextRelease(Context *context) { balance--, free(context); }

int CGGetActiveDisplayList(uint32_t most, uint32_t *ids, uint32_t *count) {
    return ids[0] = 7, *count = 1, 0;
}
Rect CGDisplayBounds(uint32_t id) { return id == 7 ? (Rect){0, 0, 800, 600} : (Rect){0}; }
void *CGDisplayCopyDisplayMode(uint32_t id) { return id == 7 ? (balance++, mode) : NULL; }
size_t CGDisplayModeGetPixelWidth(void *which) { return which == mode ? 1600 : 0; }
void CGDisplayModeRelease(void *which) { balance -= which == mode; }

/* Asked for only when windows are listed. */
void CGWindowListCopyWindowInfo(void) { abort(); }
void CGRectMakeWithDictionaryRepresentation(void) { abort(); }
void CFArrayGetCount(void) { abort(); }
void CFArrayGetValueAtIndex(void) { abort(); }
void CFDictionaryGetValue(void) { abort(); }
void CFStringGetCString(void) { abort(); }
void CFNumberGetValue(void) { abort(); }
