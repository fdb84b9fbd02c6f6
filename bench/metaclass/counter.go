package metaclass

// Counter is the Go struct whose method is called by name. It is exported because
// that is how interpreters find its method.
type Counter struct{ Total int }

// Add adds n and gives the total.
func (c *Counter) Add(n int) int {
	c.Total += n
	return c.Total
}
