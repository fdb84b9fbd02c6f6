package lesson

import (
	"context"
	"errors"
	"strings"

	"underhood/web"
)

// record plays a case and notes the run.
func record(ctx context.Context, c *Case) ([]Beat, error) {
	r := &recorder{code: list(c)}
	secret := "k"
	if c.Secret != nil {
		secret = *c.Secret
	}
	signer, err := web.NewSigner(secret, c.Fallbacks...)
	if err == nil && !c.Stored {
		p := &player{c: c}
		if _, err := p.options(); err != nil {
			return nil, err
		}
		r.check = func(signed string) string {
			if _, err := signer.Verify(signed, p.clock(), p.life); err != nil {
				return sealOf(err)
			}
			return "the signature is right"
		}
	}
	answer, err := play(ctx, c, nil, r)
	if err != nil {
		return nil, err
	}
	if no, ok := answer.(refused); ok {
		r.add(Beat{Kind: beatRefused, Error: no.SetupError + ": " + strings.ReplaceAll(no.Message, "\n", "; ")})
	}
	r.add(Beat{Kind: beatEnd})
	return r.beats, nil
}

// sealOf says why a signed cookie is none.
func sealOf(err error) string {
	switch {
	case errors.Is(err, web.ErrSignatureExpired):
		return "the signature is too old"
	case errors.Is(err, web.ErrBadPayload):
		return "the signature is right, the values are broken"
	}
	return "the signature is wrong"
}
