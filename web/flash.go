package web

// A Flash is a message for the next page the client sees.
type Flash struct{ Category, Message string }

// flashKey is where Flask keeps them: a list of tuples.
const flashKey = "_flashes"

// Flash leaves a message in the session. Flask's own category is "message".
func (c *RequestContext) Flash(category, message string) {
	c.session.Update(flashKey, func(old any) any {
		list, _ := old.([]any)
		return append(list[:len(list):len(list)], Tuple{category, message})
	})
}

// Flashes takes the messages out of the session; asked again in the same request it
// returns them again.
func (c *RequestContext) Flashes() []Flash {
	if c.flashed {
		return c.flashes
	}
	c.flashed = true
	if !c.session.Has(flashKey) {
		return nil
	}
	list, _ := c.session.Delete(flashKey).([]any)
	for _, v := range list {
		pair, ok := v.(Tuple)
		if !ok {
			pair, _ = v.([]any)
		}
		if len(pair) == 2 {
			c.flashes = append(c.flashes, Flash{text(pair[0]), text(pair[1])})
		}
	}
	return c.flashes
}
