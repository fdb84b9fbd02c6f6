package sqlvet

import "text/template/parse"

// namesIn lists the fields that templates select, of their data or of what is in it; whole
// says that one may use its data, or a part that it does not name, as it is.
func namesIn(texts []string) (names []string, whole bool) {
	trees := map[string]*parse.Tree{}
	for _, text := range texts {
		t := parse.New("")
		t.Mode = parse.SkipFuncCheck
		if _, err := t.Parse(text, "", "", trees); err != nil {
			return nil, true
		}
		trees[" "+text] = t // the text itself, which has the name that New gave
	}
	n := &namer{}
	for _, tree := range trees {
		if tree.Root != nil {
			n.walk(tree.Root, false)
		}
	}
	return n.names, n.whole
}

// A namer goes through a template. Where the dot is an element that a loop or a with has
// named, it is no longer the data.
type namer struct {
	names []string
	whole bool
}

func (n *namer) walk(node parse.Node, inner bool) {
	switch node := node.(type) {
	case *parse.ListNode:
		if node == nil {
			return
		}
		for _, child := range node.Nodes {
			n.walk(child, inner)
		}
	case *parse.ActionNode:
		n.pipe(node.Pipe, inner)
	case *parse.IfNode:
		if !isDot(node.Pipe) { // a look at whether there is any writes nothing
			n.pipe(node.Pipe, inner)
		}
		n.walk(node.List, inner)
		n.walk(node.ElseList, inner)
	case *parse.RangeNode:
		n.pipe(node.Pipe, inner)
		n.walk(node.List, true)
		n.walk(node.ElseList, inner)
	case *parse.WithNode:
		n.pipe(node.Pipe, inner)
		n.walk(node.List, true)
		n.walk(node.ElseList, inner)
	case *parse.TemplateNode:
		if node.Pipe != nil && !isDot(node.Pipe) { // what is called is walked as well
			n.pipe(node.Pipe, inner)
		}
	case *parse.TextNode, *parse.CommentNode, *parse.BreakNode, *parse.ContinueNode:
	default:
		n.whole = true
	}
}

func isDot(pipe *parse.PipeNode) bool {
	if len(pipe.Decl) > 0 || len(pipe.Cmds) != 1 || len(pipe.Cmds[0].Args) != 1 {
		return false
	}
	_, dot := pipe.Cmds[0].Args[0].(*parse.DotNode)
	return dot
}

func (n *namer) pipe(pipe *parse.PipeNode, inner bool) {
	for _, cmd := range pipe.Cmds {
		for _, arg := range cmd.Args {
			n.arg(arg, inner)
		}
	}
}

func (n *namer) arg(arg parse.Node, inner bool) {
	switch arg := arg.(type) {
	case *parse.FieldNode:
		n.names = append(n.names, arg.Ident...)
	case *parse.VariableNode:
		// A variable holds what its pipeline named; $ alone is the data.
		n.whole = n.whole || len(arg.Ident) == 1 && arg.Ident[0] == "$"
		n.names = append(n.names, arg.Ident[1:]...)
	case *parse.ChainNode:
		n.names = append(n.names, arg.Field...)
		n.arg(arg.Node, inner)
	case *parse.PipeNode:
		n.pipe(arg, inner)
	case *parse.DotNode:
		n.whole = n.whole || !inner
	}
}
