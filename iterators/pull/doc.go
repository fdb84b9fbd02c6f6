// Package pull is itertools for sequences that can be asked.
package pull
