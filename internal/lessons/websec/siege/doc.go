// Package siege attacks the two banks with load, for real: a flood, and clients that are
// slow on purpose. Each attack is bounded in requests, connections and time, ends with its
// context, and goes to a site of this process alone. What it reports is counted, never
// assumed: who was served, what refused the others, and what the site held meanwhile.
//
// The attackers and the customers have addresses of their own below 127.0.0.0/8, by which
// the protected site tells them apart as it would anywhere. Linux and Windows let a
// program use all of these, macOS only 127.0.0.1.
package siege
