package siege

import "context"

// Against plays the duel on a site that is new, without looking at its gauges.
func (d Duel) Against(ctx context.Context, network Network, name string, limits *Limits) (fell bool, told string, err error) {
	return d.against(ctx, network, name, limits)
}
