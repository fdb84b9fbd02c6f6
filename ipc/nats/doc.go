// Package nats is a stub.
package nats
