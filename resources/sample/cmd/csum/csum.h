#ifndef CSUM_H
#define CSUM_H

#include <stdint.h>

/* 1 when the constructor ran before main. */
int csum_constructed(void);

/* Stores the checksum of the table; returns 0, or the error of pthread_create. */
int csum_all(uint32_t *sum);

#endif
