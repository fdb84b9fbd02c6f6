// Package e2e plays the attacks of examples/websec with the real things: Debian's
// Chromium, sqlmap and slowhttptest. An attack has to succeed at the bare site and to fail
// at its protected twin. What is not installed is skipped by name, or is a failure with
// UNDERHOOD_REQUIRE_SERVICES=1. Everything stays on loopback.
package e2e
