// Package show is the stage: it records what an engine does and plays it back,
// forwards and backwards, in a terminal, as text, as a picture, as a cast.
//
// Data flows one way:
//
//	program -> engine -> events -> Log -> state (a fold) -> Scene -> renderer
//
// An engine offers typed events through a hook; [Log] keeps them. A topic tells
// them as a [Story]: how an event changes a state, how a state looks. [NewTape]
// joins the two into a [Tape], which can be looked at from any step, because the
// state at step k is nothing but the fold of the events before it. Nothing ever
// has to be undone, so going back is as easy as going on.
//
// A [Scene] has structure and no positions: panels of nodes, cells, rows, lanes,
// each with an id and a [Class]. [Layout] alone decides where things go for a
// size, and every renderer that draws uses what it decided; [Plain] and [Text]
// say the same panels in words. A tape looks ahead, so that while it is played a
// node of a graph stays where it is.
//
// [Run] is the main of every example.
package show
