// Package pool is a memory allocator shaped as CPython's (pymalloc).
package pool
