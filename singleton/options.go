package singleton

// An Option sets how a [Lazy] behaves.
type Option func(*settings)

type settings struct {
	name    string
	home    *Scope
	retry   Retry
	repanic bool
	onClose any // func(T) error
}

// Named gives the instance a name for errors; without one it is that of its type.
func Named(name string) Option { return func(s *settings) { s.name = name } }

// In puts the instance into a scope instead of that of the process. It panics if
// scope is nil or a zero one.
func In(scope *Scope) Option {
	scope.known()
	return func(s *settings) { s.home = scope }
}

// Retrying says what happens after a failed construction; see [Always], [Keep] and
// [Backoff].
func Retrying(r Retry) Option { return func(s *settings) { s.retry = r } }

// Repanic makes Get panic with the [*PanicError] of a constructor that panicked,
// in every goroutine that waits, instead of returning it; with [Keep] also later. A
// [*WaitError] that wraps it is returned.
func Repanic() Option { return func(s *settings) { s.repanic = true } }

// OnClose says how the instance is closed when its scope is. It must be for the
// type of the [Lazy]. It panics if f is nil.
func OnClose[T any](f func(T) error) Option {
	if f == nil {
		panic("singleton.OnClose: nil function")
	}
	return func(s *settings) { s.onClose = f }
}
