package websec

import (
	"maps"
	"slices"
	"strings"
)

// features are the names in a Permissions-Policy that some browser knows or that a
// specification has: the lists of the W3C's permissions registry and policy repository,
// of MDN and of Chromium, in late 2025. Browsers skip a name that they do not know, so
// that a misspelt one forbids nothing.
const features = ` accelerometer all-screens-capture ambient-light-sensor aria-notify attribution-reporting
autofill autoplay battery bluetooth browsing-topics camera captured-surface-control
clipboard-read clipboard-write compute-pressure controlled-frame conversion-measurement cross-origin-isolated
deferred-fetch deferred-fetch-minimal device-attributes digital-credentials-create
digital-credentials-get direct-sockets direct-sockets-multicast direct-sockets-private
display-capture document-domain encrypted-media execution-while-not-rendered
execution-while-out-of-viewport focus-without-user-activation fullscreen gamepad geolocation
gyroscope hid identity-credentials-get idle-detection interest-cohort join-ad-interest-group
keyboard-map language-detector language-model local-fonts local-network local-network-access
loopback-network magnetometer manual-text media-playback-while-not-visible mediasession
microphone midi monetization navigation-override on-device-speech-recognition otp-credentials
payment picture-in-picture private-aggregation private-state-token-issuance
private-state-token-redemption publickey-credentials-create publickey-credentials-get
record-ad-auction-events rewriter run-ad-auction screen-wake-lock serial shared-storage
shared-storage-select-url smart-card speaker-selection storage-access sub-apps summarizer
sync-script sync-xhr tools translator trust-token-redemption unload usb usb-unrestricted vertical-scroll
vr wake-lock web-app-installation web-share window-management window-placement writer
xr-spatial-tracking `

func isFeature(name string) bool {
	if strings.HasPrefix(name, "ch-") {
		return true // a client hint, of which there are new ones all the time
	}
	return slices.Contains(strings.Fields(features), name)
}

// permissionsText writes a structured dictionary: RFC 9651, section 3.2.
func permissionsText(permissions map[string]string, anyName bool) (string, error) {
	const name = "Permissions-Policy"
	text := ""
	for _, feature := range slices.Sorted(maps.Keys(permissions)) {
		list := permissions[feature]
		switch {
		case feature == "" || !only(feature, func(c byte) bool { return 'a' <= c && c <= 'z' || isDigit(c) || c == '-' }) || !isLetter(feature[0]):
			return "", &PolicyError{name, feature, "", "it is no name of a feature"}
		case !anyName && !isFeature(feature):
			return "", &PolicyError{name, feature, "", "no browser is known to have such a feature, and an unknown one is skipped; set AnyFeature if it is right"}
		case !isAllowList(list):
			return "", &PolicyError{name, feature, list, `it is no list, such as (), *, (self) or (self "https://a.example")`}
		}
		if text != "" {
			text += ", "
		}
		text += feature + "=" + list
	}
	return text, nil
}

// isAllowList reports whether text is the list of a feature in a Permissions-Policy:
// a star, or self, src and quoted origins in parentheses.
func isAllowList(text string) bool {
	if text == "*" {
		return true
	}
	inner, ok := strings.CutPrefix(text, "(")
	if ok {
		inner, ok = strings.CutSuffix(inner, ")")
	}
	if !ok {
		return false
	}
	for entry := range strings.FieldsSeq(inner) {
		if entry == "self" || entry == "src" {
			continue
		}
		origin, ok := strings.CutPrefix(entry, `"`)
		if ok {
			origin, ok = strings.CutSuffix(origin, `"`)
		}
		if !ok || !isOrigin(strings.Replace(origin, "://*.", "://", 1)) {
			return false
		}
	}
	return true
}

// isToken reports whether s is a key of a structured dictionary (RFC 9651, section
// 3.1.2), which is what names of endpoints are.
func isToken(s string) bool {
	return s != "" && only(s, func(c byte) bool { return 'a' <= c && c <= 'z' || isDigit(c) || c == '-' || c == '_' })
}
