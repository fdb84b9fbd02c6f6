// Package lesson plays applications: blueprints, functions around the request,
// error handlers, sessions and requests, as the oracle of the topic describes them,
// with the real package web.
package lesson
