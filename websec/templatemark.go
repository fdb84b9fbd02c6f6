package websec

import "text/template/parse"

// computesWithMark returns the name of nonce or csrfToken where a pipe does something with
// what they give, such as cutting a piece out of it: that is the secret mark and not the
// text. Alone they may stand where a value is written or handed on.
func computesWithMark(pipe *parse.PipeNode, alone bool) string {
	if pipe == nil {
		return ""
	}
	alone = alone && len(pipe.Cmds) == 1 && len(pipe.Cmds[0].Args) == 1
	for _, cmd := range pipe.Cmds {
		for _, arg := range cmd.Args {
			switch arg := arg.(type) {
			case *parse.IdentifierNode:
				if (arg.Ident == "nonce" || arg.Ident == "csrfToken") && !alone {
					return arg.Ident
				}
			case *parse.PipeNode:
				if name := computesWithMark(arg, alone); name != "" {
					return name
				}
			case *parse.ChainNode:
				if inner, ok := arg.Node.(*parse.PipeNode); ok {
					if name := computesWithMark(inner, false); name != "" {
						return name
					}
				}
			}
		}
	}
	return ""
}
