// Package e2e attacks the sites of examples/websec with real tools: Chromium and sqlmap.
// Each attack must succeed on the bare site and fail on the protected one. A test whose
// tool is missing says so and is skipped; with UNDERHOOD_REQUIRE_SERVICES=1 it fails.
//
// It is a module of its own so that nobody else inherits chromedp.
package e2e
