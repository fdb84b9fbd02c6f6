package web

type stored struct {
	rotate bool
}
