package redislimit

// Remembered is of how many keys a Limiter knows something without asking.
func Remembered(l *Limiter) int { return len(l.ledger.young) + len(l.ledger.old) }
