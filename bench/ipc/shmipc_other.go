//go:build !linux || !(amd64 || arm64)

package ipc

// shmipcName is empty: shmipc-go is for Linux on amd64 and arm64.
const shmipcName = ""

func shmipcStream() transport { return transport{} }
