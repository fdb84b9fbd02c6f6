package websec

import (
	"github.com/gorilla/csrf"
	"github.com/justinas/nosurf"

	"underhood/bench/harness"
)

// limit is the contestant that stands for it.
const limit = "net/http"

// Topic gives the cases and contestants of package websec.
func Topic() *harness.Topic {
	return &harness.Topic{
		Name:  "websec",
		Title: "websec: layers, input, limiters, a shedder",
		About: "Package websec beside http.CrossOriginProtection, nosurf, gorilla/csrf, unrolled/secure, x/time/rate, httprate, ulule/limiter, throttled, sethvargo/go-limiter, failsafe-go, go-playground/validator, gin's binding and bluemonday. All admit the same requests, and find the same problems. All figures are processor time.",
		Cases: []harness.Case{
			{
				Name: "fetch_metadata", Cost: .1, Unit: "run", Size: 200_000, BusySize: 50_000, SmallSize: 80, Limit: limit, Paired: true,
				What: "200,000 requests judged by where they come from: half GET, one in eight by Origin alone, one in eight from another site and refused.",
			},
			{
				Name: "csrf_token", Cost: .5, Unit: "run", Size: 40_000, BusySize: 8_000, SmallSize: 80,
				What: "20,000 pages that are given a masked token, and 20,000 forms whose token is checked. That a token of another session is refused is seen before the clock starts.",
			},
			{
				Name: "headers_nonce", Cost: .5, Unit: "run", Size: 100_000, BusySize: 20_000, SmallSize: 80,
				What: "100,000 pages with the same eight headers, and a nonce of 128 bits in the policy that the page uses.",
			},
			{
				Name: "protect", Cost: .5, Unit: "run", Size: 40_000, BusySize: 8_000, SmallSize: 80,
				What: "40,000 requests of csrf_token through everything: headers with a nonce, limit of the body, tokens; ours with isolation too.",
			},
			{
				Name: "decode_json", Cost: .3, Unit: "run", Size: 40_000, BusySize: 8_000, SmallSize: 80,
				What: "40,000 bodies of JSON read into a struct of seven fields and one inside, with bounds and lists of allowed values; half of them have four problems, which all are found.",
			},
			{
				Name: "decode_form", Cost: .3, Unit: "run", Size: 40_000, BusySize: 8_000, SmallSize: 80,
				What: "40,000 urlencoded forms of six fields, in the same way.",
			},
			{
				Name: "richtext", Cost: .5, Unit: "run", Size: 10_000, BusySize: 2_000, SmallSize: 20,
				What: "10,000 comments of 400 bytes, cleaned of script. Ours is bluemonday with the same rules, and a pass that closes what was left open.",
			},
			{
				Name: "limiter_1m", Cost: 1, Unit: "run", Size: 1_000_000, BusySize: 1_000_000, SmallSize: 1_000, Rounds: 3,
				What: "1,000,000 decisions for 1,000,000 addresses that are all known, in random order; a quarter of them is made, the figures multiplied.",
			},
			{
				Name: "limiter_memory_1m", Cost: 3, Unit: "run", Size: 1_000_000, BusySize: 1_000_000, SmallSize: 1_000, Rounds: 1,
				What: "1,000,000 addresses that ask for the first time. Bytes are what the heap is more by, the addresses themselves not counted. Ours fails where one in a thousand live keys is forgotten.",
			},
			{
				Name: "shed", Cost: .2, Unit: "run", Size: 200_000, BusySize: 50_000, SmallSize: 80,
				What: "200,000 requests let in and out of a service that has room, one at a time.",
			},
		},
		Contestants: contestants(),
		Works: map[string]map[string]harness.Work{
			"underhood": {
				"fetch_metadata":    calls(ourMetadata, metadataAdmitted),
				"csrf_token":        calls(tokens(ourTokens, ourToken), tokensAdmitted),
				"headers_nonce":     calls(nonced(ourHeaders, ourNonce), 1),
				"protect":           calls(tokens(ourWhole, both(ourToken, ourNonce)), tokensAdmitted),
				"decode_json":       decodes(ourJSON, "application/json", goodJSON, badJSON),
				"decode_form":       decodes(ourForm, "application/x-www-form-urlencoded", goodForm, badForm),
				"richtext":          cleans(ourRichtext),
				"limiter_1m":        decides(byAddr, ourLimiting),
				"limiter_memory_1m": holds(byAddr, ourLimiting),
				"shed":              enters(ourShedder),
			},
			limit:             {"fetch_metadata": calls(netMetadata, metadataAdmitted)},
			"nosurf":          {"csrf_token": calls(tokens(nosurfTokens, nosurf.Token), tokensAdmitted)},
			"gorilla/csrf":    {"csrf_token": calls(tokens(gorillaTokens, csrf.Token), tokensAdmitted)},
			"unrolled/secure": {"headers_nonce": calls(nonced(unrolled, unrolledNonce), 1)},
			"secure+nosurf":   {"protect": calls(tokens(theirWhole, both(nosurf.Token, unrolledNonce)), tokensAdmitted)},
			"x/time/rate":     {"limiter_1m": decides(byAddr, mapLimiting), "limiter_memory_1m": holds(byAddr, mapLimiting)},
			"httprate":        {"limiter_1m": decides(byText, httprateLimiting), "limiter_memory_1m": holds(byText, httprateLimiting)},
			"ulule":           {"limiter_1m": decides(byText, ululeLimiting), "limiter_memory_1m": holds(byText, ululeLimiting)},
			"throttled":       {"limiter_1m": decides(byText, throttledLimiting), "limiter_memory_1m": holds(byText, throttledLimiting)},
			"sethvargo":       {"limiter_1m": decides(byText, sethvargoLimiting), "limiter_memory_1m": holds(byText, sethvargoLimiting)},
			"failsafe-go":     {"shed": enters(failsafeShedder)},
			"validator":       {"decode_json": decodes(validated, "application/json", goodJSON, badJSON)},
			"gin": {
				"decode_json": decodes(ginJSON, "application/json", goodJSON, badJSON),
				"decode_form": decodes(ginForm, "application/x-www-form-urlencoded", goodForm, badForm),
			},
			"bluemonday": {"richtext": cleans(blueRichtext)},
		},
	}
}
