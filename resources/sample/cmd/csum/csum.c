/* Fletcher-32 over slices of a buffer, one POSIX thread per slice; a constructor fills the table of what is checksummed. */
#include "csum.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#define SLICES 4
#define SLICE_BYTES 65536

static unsigned char data[SLICES * SLICE_BYTES];
static int constructed;

/* Runs before Go's runtime does: whoever starts the program without running .init_array leaves the table empty. */
__attribute__((constructor)) static void fill(void)
{
	uint32_t x = 2463534242u; /* xorshift32: the same bytes everywhere */
	size_t i;

	for (i = 0; i < sizeof data; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		data[i] = (unsigned char)x;
	}
	constructed = 1;
}

struct slice {
	const unsigned char *bytes;
	size_t length;
	uint32_t sum;
};

static void *fletcher32(void *argument)
{
	struct slice *slice = argument;
	uint32_t a = 0, b = 0;
	size_t i;

	for (i = 0; i + 1 < slice->length; i += 2) {
		a = (a + (slice->bytes[i] | (uint32_t)slice->bytes[i + 1] << 8)) % 65535;
		b = (b + a) % 65535;
	}
	slice->sum = b << 16 | a;
	return NULL;
}

int csum_constructed(void)
{
	return constructed;
}

int csum_all(uint32_t *sum)
{
	pthread_t threads[SLICES];
	struct slice slices[SLICES];
	int i, started = 0, error = 0;

	for (i = 0; i < SLICES; i++) {
		slices[i].bytes = data + (size_t)i * SLICE_BYTES;
		slices[i].length = SLICE_BYTES;
		slices[i].sum = 0;
		error = pthread_create(&threads[i], NULL, fletcher32, &slices[i]);
		if (error != 0)
			break;
		started++;
	}
	*sum = 0;
	for (i = 0; i < started; i++) {
		pthread_join(threads[i], NULL);
		*sum = (*sum << 7 | *sum >> 25) ^ slices[i].sum;
	}
	return error;
}
